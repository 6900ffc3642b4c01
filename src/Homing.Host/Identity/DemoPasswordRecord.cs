using System.Text.Json.Serialization;

namespace Homing.Host.Identity;

/// <summary>The value of the first record of <see cref="DemoPassword.Topic"/>.</summary>
/// <param name="PasswordHash">Salted, as ASP.NET Core Identity writes it.</param>
internal sealed record DemoPasswordRecord([property: JsonRequired] string PasswordHash);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DemoPasswordRecord))]
internal sealed partial class DemoPasswordJson : JsonSerializerContext;
