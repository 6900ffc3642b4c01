using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Start;

/// <summary>A ride that was asked for here and of which no simulator has spoken yet.</summary>
internal sealed class RequestedRide(string routeId, string clientId, DateTimeOffset requestedAt)
{
    public string RouteId => routeId;

    public string ClientId => clientId;

    public DateTimeOffset RequestedAt => requestedAt;

    /// <summary>The ride; null while the request is not in the log yet.</summary>
    public RideId? RideId { get; set; }
}
