using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Live;

/// <summary>Where a ride is, as its newest positions tell.</summary>
public sealed record LiveRide
{
    /// <summary>The route.</summary>
    public required string RouteId { get; init; }

    /// <summary>The ride, as <see cref="Rides.RideId"/> writes it; null from producers that do not say so.</summary>
    public string? RideId { get; init; }

    /// <summary>Who asked for it.</summary>
    public string? ClientId { get; init; }

    /// <summary>Where the position stands in <see cref="DeliveryTopics.NewPosition"/>.</summary>
    public required LogPosition At { get; init; }

    /// <summary>Where it is.</summary>
    public required Coordinate Place { get; init; }

    /// <summary>Where it heads, by its last two positions: degrees clockwise from north, 0 up to but not including 360.</summary>
    public required double BearingDeg { get; init; }

    /// <summary>How fast it is, by its last two positions, in metres a second.</summary>
    public required double SpeedMps { get; init; }

    /// <summary>True once it has arrived.</summary>
    public required bool Finished { get; init; }

    /// <summary>When it was there: the time of the record.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Metres along the route's line from its start; null where the route is not known.</summary>
    public double? TravelledM { get; init; }

    /// <summary>Metres along the route's line to its end; null where the route is not known.</summary>
    public double? RemainingM { get; init; }

    /// <summary>When it arrives if it goes on as fast; null where the route is not known, it stands, or it has arrived.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>The position's number within the ride; null from producers that do not say so.</summary>
    internal long? Number { get; init; }

    /// <summary>The ride that this one took the place of: a driver that was late to notice may still tell of it.</summary>
    internal string? Before { get; init; }
}
