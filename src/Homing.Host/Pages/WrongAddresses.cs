using Microsoft.AspNetCore.Routing.Template;

namespace Homing.Host.Pages;

/// <summary>Says of an address at which there is nothing that there is nothing, where the pages are not.</summary>
internal static class WrongAddresses
{
    // A program that asks below these wants no page.
    private static readonly string[] Roots = ["/api", "/provider", "/external-reader", "/healthz", "/metrics", "/openapi", "/ws"];

    public static void MapWrongAddresses(this WebApplication application)
    {
        foreach (var root in Roots)
        {
            application.MapFallback(root + "/{**rest}", Answer);
        }
    }

    private static IResult Answer(HttpContext context, EndpointDataSource endpoints)
    {
        var methods = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Order < int.MaxValue && IsAt(endpoint, context.Request.Path))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

        // With that very method it is the rest of the address that does not fit.
        if (methods.Length == 0 || methods.Contains(context.Request.Method, StringComparer.Ordinal))
        {
            return Results.Problem(statusCode: StatusCodes.Status404NotFound);
        }

        context.Response.Headers.Allow = methods;
        return Results.Problem(statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    private static bool IsAt(RouteEndpoint endpoint, PathString path) =>
        endpoint.RoutePattern.RawText is { } pattern && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);
}
