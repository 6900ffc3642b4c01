using Homing.Deliveries.Insights;
using Homing.Deliveries.Live;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Http;

/// <summary>Where a ride is, or was last.</summary>
internal readonly record struct Whereabouts(
    Coordinate Place,
    double BearingDeg,
    double SpeedMps,
    double? TravelledM,
    double? RemainingM,
    DateTimeOffset? Eta,
    DateTimeOffset ObservedAt)
{
    /// <summary>As its newest positions tell.</summary>
    public static Whereabouts Of(LiveRide ride) => new(
        ride.Place, ride.BearingDeg, ride.SpeedMps, ride.TravelledM, ride.RemainingM, ride.Eta, ride.ObservedAt);

    /// <summary>As the past tells, where nothing was heard of it lately.</summary>
    public static Whereabouts Of(RideSummary ride, RouteLine? line)
    {
        var metres = ride.FinishedAt is not null ? line?.LengthM : line?.Project(ride.Place);
        var bearing = metres is { } along ? line!.At(along).BearingDeg : 0;
        return new Whereabouts(ride.Place, bearing, 0, metres, line?.LengthM - metres, null, ride.ObservedAt);
    }

    /// <summary>At the beginning or the end of its route, where nobody tells anything.</summary>
    public static Whereabouts AtEnd(RouteLine? line, bool finished, DateTimeOffset at)
    {
        var metres = finished ? line?.LengthM : 0;
        var (place, bearing) = line?.At(metres!.Value) ?? default;
        return new Whereabouts(place, bearing, 0, metres, line?.LengthM - metres, null, at);
    }
}
