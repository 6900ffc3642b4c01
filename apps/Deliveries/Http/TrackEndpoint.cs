using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Homing.Deliveries.History;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>GET /api/deliveries/{routeId}/track</c>: the positions of a ride so far, as GeoJSON.</summary>
internal static class TrackEndpoint
{
    public static async Task<IResult> GetAsync(
        string routeId, string? ride, RideDirectory rides, TrackReader reader, LiveRoutes routes,
        CancellationToken cancellationToken)
    {
        var found = (string.IsNullOrEmpty(ride) ? rides.FindNewest(routeId) : rides.Find(routeId, ride))
            ?? throw (routes.Current.Find(routeId) is null
                ? DeliveryProblems.UnknownRoute(routes.Current, routeId)
                : DeliveryProblems.UnknownRide(routeId, string.IsNullOrEmpty(ride) ? null : ride));
        var track = await reader.ReadAsync(found, cancellationToken);
        return TypedResults.Json(Describe(found, track), DeliveryJson.Default.TrackFeature, "application/geo+json");
    }

    private static TrackFeature Describe(TrackedRide ride, RideTrack track)
    {
        var positions = track.Positions.ToArray();
        var finishedAt = track.FinishedAt ?? ride.FinishedAt;
        return new TrackFeature(
            GeoJsonGeometry.Of([.. positions.Select(position => position.Place)]),
            new TrackProperties(
                ride.RouteId,
                ride.RideId,
                ride.ClientId,
                finishedAt is null ? RideStates.UnderWay : RideStates.Finished,
                ride.StartedAt.UtcDateTime,
                finishedAt?.UtcDateTime,
                Math.Round(track.LengthM, 1),
                track.Count,
                [.. positions.Select(position => position.At.UtcDateTime)]));
    }
}

/// <summary>A track as a GeoJSON feature.</summary>
internal sealed record TrackFeature(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] GeoJsonGeometry? Geometry, TrackProperties Properties)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("Feature")]
    public string Type { get; } = "Feature";
}

/// <summary>What is known of a track.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="RideId">The ride.</param>
/// <param name="ClientId">Who asked for it.</param>
/// <param name="State"><c>under_way</c> or <c>finished</c>.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it arrived.</param>
/// <param name="LengthM">Metres from the first position to the last.</param>
/// <param name="Positions">How many positions it has; of very many only some are in the line.</param>
/// <param name="Times">When the ride was at each place of the line.</param>
internal sealed record TrackProperties(
    string RouteId,
    string RideId,
    string ClientId,
    [property: AllowedValues(RideStates.UnderWay, RideStates.Finished)] string State,
    DateTime StartedAt,
    DateTime? FinishedAt,
    double LengthM,
    long Positions,
    IReadOnlyList<DateTime> Times);
