using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Origins;

/// <summary>
/// Which pages may use this server with the cookies of whoever looks at them: those of its own host, at any port, for a
/// page of one gateway also talks to the next one, and those that are allowed by a setting.
/// </summary>
public sealed class OriginRule(IOptions<GatewayOptions> options)
{
    private readonly HashSet<string> _allowed =
        options.Value.AllowedOrigins.Select(Normalize).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request may go on.</summary>
    /// <param name="origin">Its <c>Origin</c>; null where it has none, as with programs.</param>
    /// <param name="host">Its <c>Host</c>.</param>
    public bool Allows(string? origin, string host) =>
        origin is null || (TryParse(origin, out var uri)
            && (string.Equals(uri.Host, new HostString(host).Host, StringComparison.OrdinalIgnoreCase)
                || _allowed.Contains(Normalize(origin))));

    /// <summary>Whether the request may go on.</summary>
    public bool Allows(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Allows(request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null, request.Host.Value ?? "");
    }

    /// <summary>What a request is told that may not go on.</summary>
    public static IResult Refuse(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Problem(
            $"Pages of {request.Headers.Origin} may not use this server. Homing:Gateway:AllowedOrigins can allow it.",
            statusCode: StatusCodes.Status403Forbidden,
            title: "Not from this page",
            type: Problem.TypePrefix + "origin-not-allowed");
    }

    internal static bool IsOrigin(string text) =>
        TryParse(text, out var uri) && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;

    private static bool TryParse(string origin, out Uri uri) =>
        Uri.TryCreate(origin, UriKind.Absolute, out uri!) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static string Normalize(string origin) => new Uri(origin).GetLeftPart(UriPartial.Authority);
}
