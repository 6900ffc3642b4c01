using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Homing.Reports.Provider;

/// <summary>Endpoints that are only for who shows a key: <c>Authorization: Bearer …</c>.</summary>
internal static class KeyConventions
{
    private const string Scheme = "Bearer ";

    /// <summary>For clients.</summary>
    public static TBuilder RequiresApiKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Requires(static (keys, key) => keys.IsApiKey(key));

    /// <summary>For the app.</summary>
    public static TBuilder RequiresFileKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Requires(static (keys, key) => keys.IsFileKey(key));

    private static TBuilder Requires<TBuilder>(this TBuilder endpoints, Func<ProviderKeys, string, bool> isGood)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter((context, next) =>
        {
            var http = context.HttpContext;
            var offered = http.Request.Headers.Authorization.ToString();
            if (offered.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                && isGood(http.RequestServices.GetRequiredService<ProviderKeys>(), offered[Scheme.Length..].Trim()))
            {
                return next(context);
            }

            http.Response.Headers[HeaderNames.WWWAuthenticate] = Scheme.Trim();
            throw new ProblemException(Problem.Unauthenticated(
                offered.Length == 0 ? "Authorization: a key of the provider is missing" : "Authorization: not a key of the provider"));
        });
}
