using System.ComponentModel.DataAnnotations;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Http;

/// <summary>A ride, and where it is now or was last.</summary>
internal sealed record RideView
{
    public required string RouteId { get; init; }

    /// <summary>The route's title; its id where the route is not known here.</summary>
    public required string Title { get; init; }

    /// <summary>The ride; absent where the positions do not say which, and the past is still being read.</summary>
    public string? RideId { get; init; }

    public string? ClientId { get; init; }

    /// <summary><c>requested</c>, <c>under_way</c> or <c>finished</c>.</summary>
    [AllowedValues(RideStates.Requested, RideStates.UnderWay, RideStates.Finished)]
    public required string State { get; init; }

    /// <summary>When it started; of a requested one, when it was asked for.</summary>
    public required DateTime StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public required double Lat { get; init; }

    public required double Lng { get; init; }

    /// <summary>Degrees clockwise from north, 0 to 360.</summary>
    public required double Bearing { get; init; }

    public required double SpeedMps { get; init; }

    /// <summary>Metres along the route; absent where the route is not known here.</summary>
    public double? TravelledM { get; init; }

    public double? RemainingM { get; init; }

    /// <summary>When it arrives if it goes on like this.</summary>
    public DateTime? Eta { get; init; }

    /// <summary>When it was there.</summary>
    public required DateTime ObservedAt { get; init; }

    /// <summary>True where it is under way and nothing was heard of it for a while.</summary>
    public required bool Stale { get; init; }
}

/// <summary>Rides, newest first.</summary>
/// <param name="AsOf">When that was so.</param>
/// <param name="Total">How many there are, of which these are the newest.</param>
/// <param name="Rides">The newest.</param>
internal sealed record RideViews(DateTime AsOf, int Total, IReadOnlyList<RideView> Rides);
