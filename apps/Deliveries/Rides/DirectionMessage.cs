using System.Text.Json.Serialization;

namespace Homing.Deliveries.Rides;

/// <summary>A value of <see cref="DeliveryTopics.NewDirection"/>: somebody wants a route ridden.</summary>
/// <param name="ClientId">Who asked; events about the ride go there.</param>
/// <param name="RouteId">The route.</param>
public sealed record DirectionMessage(
    [property: JsonPropertyName("clientId")] string? ClientId,
    [property: JsonPropertyName("routeId")] string? RouteId);
