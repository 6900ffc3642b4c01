using System.Security.Claims;
using System.Text.Json;
using Homing.Gateway;
using Homing.Gateway.Identity;
using Homing.Gateway.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>Signing in and out, over HTTP.</summary>
internal static class SignInEndpoints
{
    private const string Tag = "Users";

    // The longest user name and password that are looked at, in characters.
    public const int MaxLength = 128;

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/sign-in", SignInAsync)
            .WithSummary("Signs in: a cookie for pages, a bearer token for programs.")
            .WithDescription(
                $"The demo users are {string.Join(", ", DemoUsers.Names)}; their password is the setting Homing:Demo:Password, "
                + "else the one that was printed at the first start.")
            .WithTags(Tag)
            .TakesJson<SignInRequest>()
            .Produces<SignInResponse>()
            .ProducesProblems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status429TooManyRequests);
        endpoints.MapPost("/api/sign-out", (Delegate)SignOutAsync)
            .WithTags(Tag)
            .WithSummary("Takes the cookie back. A bearer token is good until it expires.")
            .Produces(StatusCodes.Status204NoContent);
        endpoints.MapGet("/api/me", Me)
            .WithTags(Tag)
            .WithSummary("Who is signed in.")
            .IsForGuestsToo()
            .Produces<MeResponse>();
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context,
        DemoUsers users,
        SignInLimits limits,
        IOptionsMonitor<BearerTokenOptions> tokens,
        TimeProvider time)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasJsonContentType())
        {
            // A form of a foreign page could send anything else without the browser asking.
            return Results.Problem(
                "Signing in takes application/json.",
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "Not JSON",
                type: Problem.TypePrefix + "unsupported-media-type");
        }

        if (await ReadAsync(context.Request) is not { User.Length: > 0 and <= MaxLength, Password.Length: > 0 and <= MaxLength } request)
        {
            return Results.Problem(
                $"'user' and 'password' must be strings of 1 to {MaxLength} characters.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "The request is not valid",
                type: Problem.TypePrefix + "invalid-request");
        }

        var leases = limits.Take(context.Connection.RemoteIpAddress, DemoUsers.Normalize(request.User));
        if (leases[^1] is { IsAcquired: false } refused)
        {
            return TooManyRequests.Answer(context, refused, "Too many tries to sign in have failed.");
        }

        if (users.Find(request.User, request.Password) is not { } user)
        {
            return Results.Problem(
                "The user or the password is wrong.",
                statusCode: StatusCodes.Status401Unauthorized,
                title: "Not signed in",
                type: Problem.TypePrefix + "unauthenticated");
        }

        SignInLimits.Return(leases);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, user);
        var options = tokens.Get(BearerTokenDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + options.BearerTokenExpiration };
        var token = options.BearerTokenProtector.Protect(
            new AuthenticationTicket(user, properties, BearerTokenDefaults.AuthenticationScheme));
        return Results.Json(
            new SignInResponse(token, (long)options.BearerTokenExpiration.TotalSeconds), IdentityJson.Default.SignInResponse);
    }

    // Null where it is not such an object.
    private static async Task<SignInRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await request.ReadFromJsonAsync(IdentityJson.Default.SignInRequest, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.NoContent();
    }

    private static IResult Me(HttpContext context, IOptions<GatewayOptions> gateway)
    {
        context.Response.Headers.CacheControl = "no-store";
        var roles = context.User.FindAll(ClaimTypes.Role).Select(claim => claim.Value).ToArray();
        return Results.Json(
            new MeResponse(Users.IdOf(context.User), roles, gateway.Value.AllowGuests), IdentityJson.Default.MeResponse);
    }
}
