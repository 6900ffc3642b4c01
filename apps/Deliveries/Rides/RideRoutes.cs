using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Rides;

/// <summary>Tells which way rides go: the newest of a route keeps to the one on which it started. Thread-safe.</summary>
public sealed class RideRoutes
{
    private readonly LiveRoutes _routes;
    private readonly RideBoard _board;

    /// <summary>Takes the routes as they are, and what rides have kept of them.</summary>
    public RideRoutes(LiveRoutes routes, RideBoard board) => (_routes, _board) = (routes, board);

    /// <summary>The route of a ride; null where it kept none, and there is none now.</summary>
    public Route? Of(RideRecord ride)
    {
        ArgumentNullException.ThrowIfNull(ride);
        var now = _routes.Current.Find(ride.RouteId);
        return ride.Route?.Restore(ride.RouteId, now) ?? now;
    }

    /// <summary>The route of a ride of which only the name is known, or not even that.</summary>
    public Route? Find(string routeId, RideId? rideId) =>
        rideId is { } id && _board.Find(routeId) is { } ride && id.IsNamed(ride.RideId) ? Of(ride) : _routes.Current.Find(routeId);
}
