using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Insights;

/// <summary>A ride as its positions tell it. Changed by the fold alone, under its lock.</summary>
internal sealed class KnownRide
{
    public required string RouteId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Which ride; null where the positions do not say, as those of foreign producers.</summary>
    public required RideId? Ride { get; init; }

    /// <summary>Where its first position stands in the log.</summary>
    public required LogPosition First { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public long DistanceMm { get; private set; }

    public long Positions { get; private set; }

    /// <summary>The number of the newest position; null where positions have none.</summary>
    public long? Number { get; private set; }

    public Coordinate Place { get; private set; }

    public DateTimeOffset ObservedAt { get; private set; }

    /// <summary>Where it stands among the rides that started in the same hour.</summary>
    public int Slot { get; set; }

    /// <summary>What it is found by.</summary>
    public RideKey Key => Ride is { } ride
        ? new RideKey(RouteId, IsForeign: false, ride.Partition, ride.Offset)
        : new RideKey(RouteId, IsForeign: true, First.Partition, First.Offset);

    /// <summary>The ride's id; one without is named by the place of its first position.</summary>
    public string Id => Key.Id;

    /// <summary>Takes its next position in.</summary>
    public void Add(in PositionRecord position, long distanceMm)
    {
        Positions++;
        DistanceMm += distanceMm;
        Number = position.Number ?? Number;
        (Place, ObservedAt) = (position.Place, position.ObservedAt);
        FinishedAt = position.Finished ? position.ObservedAt : FinishedAt;
    }
}
