using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>GET /api/routes</c>: the routes that can be ridden, in the order of their list; one of them as GeoJSON.</summary>
internal static class RoutesEndpoint
{
    public static IResult List(LiveRoutes routes)
    {
        routes.RequireLoaded();
        return TypedResults.Json(
            routes.Current.Routes.Select(route => new ListedRoute(
                route.Id,
                route.Title,
                new NamedPlace(route.Line.Points[0]),
                new NamedPlace(route.Line.Points[^1]),
                Math.Round(route.Line.LengthM, 1))).ToArray(),
            DeliveryJson.Default.ListedRouteArray);
    }

    public static IResult Get(string routeId, LiveRoutes routes)
    {
        routes.RequireLoaded();
        var now = routes.Current;
        var route = now.Find(routeId) ?? throw DeliveryProblems.UnknownRoute(now, routeId);
        return TypedResults.Json(
            new RouteFeature(
                GeoJsonGeometry.Of([.. route.Line.Points])!,
                new RouteProperties(route.Id, route.Title, Math.Round(route.Line.LengthM, 1))),
            DeliveryJson.Default.RouteFeature,
            "application/geo+json");
    }
}

/// <summary>A route in the list. Its names are those of the route files' origin.</summary>
internal sealed record ListedRoute(
    [property: JsonPropertyName("_id")] string Id,
    string Title,
    [property: JsonPropertyName("startPosition")] NamedPlace StartPosition,
    [property: JsonPropertyName("endPosition")] NamedPlace EndPosition,
    double LengthM);

/// <summary>A place whose coordinates have names.</summary>
internal sealed record NamedPlace(double Lat, double Lng)
{
    public NamedPlace(Coordinate place)
        : this(place.Lat, place.Lng)
    {
    }
}

/// <summary>A route as a GeoJSON feature.</summary>
internal sealed record RouteFeature(GeoJsonGeometry Geometry, RouteProperties Properties)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("Feature")]
    public string Type { get; } = "Feature";
}

/// <summary>What is known of a route.</summary>
internal sealed record RouteProperties(string RouteId, string Title, double LengthM);
