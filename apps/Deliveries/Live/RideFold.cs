using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Live;

/// <summary>Makes of what is known of a ride, and a position, what is known now.</summary>
/// <remarks>The same records in the order of the log lead to the same state, however often some of them come again.</remarks>
internal static class RideFold
{
    // Two positions closer in time tell the clock's grain rather than a speed.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(50);

    // Slower than this counts as standing: it would arrive some time, but nobody can say when.
    private const double StandingMps = 0.1;

    /// <summary>What a position does to what is known.</summary>
    public static PositionOutcome Judge(LiveRide? before, in PositionRecord position, LogPosition at)
    {
        if (before is null)
        {
            return PositionOutcome.Applied;
        }

        if (at.Partition == before.At.Partition && at.Offset <= before.At.Offset)
        {
            return PositionOutcome.Repeated;
        }

        var ride = position.Ride?.ToString();
        var isOld = ride is null ? position.ObservedAt < before.ObservedAt
            : ride == before.RideId ? position.Number <= before.Number
            : ride == before.Before;
        return isOld ? PositionOutcome.Stale : PositionOutcome.Applied;
    }

    /// <summary>The state after a position that was judged <see cref="PositionOutcome.Applied"/>.</summary>
    public static LiveRide Apply(LiveRide? before, in PositionRecord position, LogPosition at, RouteLine? line)
    {
        var ride = position.Ride?.ToString();
        var isSameRide = before is not null && before.RideId == ride && !(ride is null && before.Finished && !position.Finished);
        var last = isSameRide ? before : null;
        var stepM = last is null ? 0 : GreatCircle.DistanceM(last.Place, position.Place);
        var travelled = line is null ? default(double?)
            : position.Finished ? line.LengthM
            : Travelled(line, last?.TravelledM + stepM, position.Place);
        var speed = Speed(last, position, stepM);
        var remaining = line?.LengthM - travelled;
        return new LiveRide
        {
            RouteId = position.RouteId,
            RideId = ride,
            ClientId = position.ClientId,
            At = at,
            Place = position.Place,
            BearingDeg = last is null ? line?.At(travelled!.Value).BearingDeg ?? 0
                : stepM > 0 ? GreatCircle.BearingDeg(last.Place, position.Place)
                : last.BearingDeg,
            SpeedMps = speed,
            Finished = position.Finished,
            ObservedAt = position.ObservedAt,
            TravelledM = travelled,
            RemainingM = remaining,
            Eta = remaining is { } left && !position.Finished && speed >= StandingMps
                ? position.ObservedAt.AddSeconds(left / speed) : null,
            Number = position.Number,
            Before = isSameRide ? before!.Before : before?.RideId,
        };
    }

    private static double Speed(LiveRide? last, in PositionRecord position, double stepM)
    {
        if (last is null)
        {
            return 0;
        }

        var step = position.ObservedAt - last.ObservedAt;
        return step >= ShortestStep ? stepM / step.TotalSeconds : last.SpeedMps;
    }

    // A line may come by a place twice: which of the two is meant follows from how far the ride was. Only where it is not
    // near the line there, the nearest of all points counts.
    private static double Travelled(RouteLine line, double? expected, Coordinate place)
    {
        const double NearM = 25;
        if (expected is not { } metres)
        {
            return line.Project(place);
        }

        for (var round = 0; round < 2; round++)
        {
            var (on, bearing) = line.At(metres);
            var off = double.DegreesToRadians(GreatCircle.BearingDeg(on, place) - bearing);
            metres = Math.Clamp(metres + (GreatCircle.DistanceM(on, place) * Math.Cos(off)), 0, line.LengthM);
        }

        return GreatCircle.DistanceM(line.At(metres).Place, place) <= NearM ? metres : line.Project(place);
    }
}
