using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Insights;

/// <summary>A ride as it stood when it was asked for.</summary>
internal sealed record RideSummary(
    string RideId,
    string RouteId,
    string ClientId,
    LogPosition First,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    double DistanceM,
    long Positions,
    Coordinate Place,
    DateTimeOffset ObservedAt)
{
    public RideSummary(KnownRide ride)
        : this(
            ride.Id, ride.RouteId, ride.ClientId, ride.First, ride.StartedAt, ride.FinishedAt, ride.DistanceMm / 1000d,
            ride.Positions, ride.Place, ride.ObservedAt)
    {
    }

    /// <summary>The distance by the time between the first and the newest position; 0 where there is one alone.</summary>
    public double AverageMps =>
        ObservedAt > StartedAt ? DistanceM / (ObservedAt - StartedAt).TotalSeconds : 0;
}
