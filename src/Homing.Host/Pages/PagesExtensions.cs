using System.Text.Json.Serialization;
using Homing.Gateway;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Homing.Host.Pages;

/// <summary>Serves the web app, with the headers that keep it safe, and the settings that it asks for.</summary>
internal static class PagesExtensions
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MapsOptions, MapsOptionsValidator>()
            .BindConfiguration(MapsOptions.SectionName);
        return services;
    }

    public static void UsePages(this WebApplication application)
    {
        var policy = ContentSecurityPolicy(application.Services.GetRequiredService<IOptions<MapsOptions>>());
        application.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
            headers["Permissions-Policy"] = "geolocation=(self)";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return next();
        });
        application.UseHsts();
        application.UseDefaultFiles();
        application.UseStaticFiles(new StaticFileOptions
        {
            // The build puts a hash into the names below assets/, so what is there never changes.
            OnPrepareResponse = file => file.Context.Response.Headers[HeaderNames.CacheControl] =
                file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
                    ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    public static void MapPages(this WebApplication application)
    {
        application.MapGet("/api/settings", (IOptions<MapsOptions> maps, IOptions<GatewayOptions> gateway) =>
                Results.Json(
                    new PageSettings(
                        new MapSettings(maps.Value.GoogleKey, maps.Value.TileStyleUrl),
                        gateway.Value.AllowGuests,
                        gateway.Value.AllowDrills),
                    PagesJson.Default.PageSettings))
            .WithTags("Pages")
            .WithSummary("What the pages need to know before anything else.")
            .Produces<PageSettings>();
        var index = application.Environment.WebRootFileProvider.GetFileInfo("index.html");
        if (index.Exists)
        {
            application.MapFallbackToFile("index.html");
        }
        else
        {
            application.MapFallback("/", () => Results.Text(
                "The web app is not built. Run `npm ci && npm run build`, then build the host again.\n", statusCode: 404));
        }

        application.MapWrongAddresses();
    }

    private static string ContentSecurityPolicy(IOptions<MapsOptions> maps)
    {
        var google = maps.Value.GoogleKey is null
            ? "" : " https://*.googleapis.com https://*.gstatic.com https://*.google.com";
        // A page shows documents of the same origin inside itself; nobody else may frame anything.
        return "default-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'; "
            + $"script-src 'self'{google}; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'{google}; "
            + $"font-src 'self' data:{google}; img-src 'self' data: blob: https:; connect-src 'self' ws: wss: https:";
    }
}

/// <summary>What <c>GET /api/settings</c> answers.</summary>
internal sealed record PageSettings(MapSettings Maps, bool Guests, bool Drills);

/// <summary>Which map to show; both null: the outlines that are shipped.</summary>
internal sealed record MapSettings(string? GoogleKey, string? TileStyleUrl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PageSettings))]
internal sealed partial class PagesJson : JsonSerializerContext;
