using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Homing.Host.Identity;

/// <summary>What <c>POST /api/sign-in</c> takes.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">Theirs.</param>
internal sealed record SignInRequest(
    [property: StringLength(SignInEndpoints.MaxLength, MinimumLength = 1)] string User,
    [property: StringLength(SignInEndpoints.MaxLength, MinimumLength = 1)] string Password);

/// <summary>What <c>POST /api/sign-in</c> answers, beside the cookie.</summary>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record SignInResponse(string AccessToken, long ExpiresIn);

/// <summary>What <c>GET /api/me</c> answers.</summary>
/// <param name="User">Who is signed in; null for a guest.</param>
/// <param name="Roles">What the user is.</param>
/// <param name="Guests">Whether guests are allowed here.</param>
internal sealed record MeResponse(string? User, string[] Roles, bool Guests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInResponse))]
[JsonSerializable(typeof(MeResponse))]
internal sealed partial class IdentityJson : JsonSerializerContext;
