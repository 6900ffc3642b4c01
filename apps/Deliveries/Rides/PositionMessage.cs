using System.Text.Json.Serialization;

namespace Homing.Deliveries.Rides;

/// <summary>A value of <see cref="DeliveryTopics.NewPosition"/>: where a ride is; when, says the record's own time.</summary>
/// <param name="RouteId">The route; also the record's key.</param>
/// <param name="ClientId">Who asked for the ride.</param>
/// <param name="Position">Longitude, then latitude, in degrees: the order of GeoJSON (RFC 7946).</param>
/// <param name="Finished">True for the last one of the ride.</param>
public sealed record PositionMessage(
    [property: JsonPropertyName("routeId")] string? RouteId,
    [property: JsonPropertyName("clientId")] string? ClientId,
    [property: JsonPropertyName("position")] double[]? Position,
    [property: JsonPropertyName("finished")] bool? Finished)
{
    /// <summary>The header that says which ride the position belongs to, as <see cref="RideId"/> writes it.</summary>
    public const string RideHeader = "ride";

    /// <summary>The header that counts the positions of a ride from 0, as a decimal number.</summary>
    public const string NumberHeader = "number";
}
