using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Homing.Gateway.Limits;

/// <summary>Tells over HTTP that it was too often, and when to come back.</summary>
public static class TooManyRequests
{
    /// <summary>429 with <c>Retry-After</c> in whole seconds.</summary>
    public static IResult Answer(HttpContext context, RateLimitLease lease, string detail)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(lease);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            detail,
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many requests",
            type: Problem.TypePrefix + "rate-limited");
    }
}
