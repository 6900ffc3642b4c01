using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Insights;

/// <summary>
/// What can be learned from all positions: a fold over <see cref="DeliveryTopics.NewPosition"/>. The positions of a route
/// come in order; those of different routes may come in any order, and the outcome is the same. Thread-safe.
/// </summary>
/// <remarks>
/// Hours older than <see cref="InsightLimits.Hours"/> before the newest go first. Of more than
/// <see cref="InsightLimits.Rides"/> rides the one that was silent for the longest is forgotten, and its counts stay.
/// </remarks>
internal sealed class RideInsights
{
    private readonly InsightLimits _limits;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, HourFigures> _hours = [];
    private readonly LinkedList<KnownRide> _rides = [];
    private readonly Dictionary<string, LinkedListNode<KnownRide>> _newest = new(StringComparer.Ordinal);
    private readonly Dictionary<RideKey, KnownRide> _byKey = [];
    private readonly RidesByStart _byStart = new();
    private (long Hour, HourFigures? Figures) _usedHour;
    private long _firstHour;
    private DateTimeOffset? _oldest;

    public RideInsights(InsightLimits limits) => _limits = limits;

    /// <summary>Takes a position in, unless the route has a newer one; true where it was taken.</summary>
    public bool Take(LogPosition at, in PositionRecord position)
    {
        var observedAt = position.ObservedAt;
        lock (_gate)
        {
            Reach(observedAt);
            var node = _newest.GetValueOrDefault(position.RouteId);
            var ride = node?.Value;
            if (ride is not null && IsStale(ride, position))
            {
                if (Hour(observedAt) is { } hour)
                {
                    hour.Stale++;
                }

                return false;
            }

            if (ride is null || !Continues(ride, position))
            {
                ride = Start(at, position);
            }
            else
            {
                _rides.Remove(node!);
                _rides.AddLast(node!);
            }

            Count(ride, position);
            return true;
        }
    }

    /// <summary>Counts a record that is no position.</summary>
    public void CountInvalid(DateTimeOffset at)
    {
        lock (_gate)
        {
            Reach(at);
            if (Hour(at) is { } hour)
            {
                hour.Invalid++;
            }
        }
    }

    /// <summary>Counts a position of a time to come, at the time that it was read.</summary>
    public void CountFuture(DateTimeOffset readAt)
    {
        lock (_gate)
        {
            Reach(readAt);
            if (Hour(readAt) is { } hour)
            {
                hour.Future++;
            }
        }
    }

    /// <summary>The newest ride of the route; null where none is known.</summary>
    public RideSummary? FindNewest(string routeId)
    {
        lock (_gate)
        {
            return _newest.TryGetValue(routeId, out var node) ? new RideSummary(node.Value) : null;
        }
    }

    /// <summary>The routes of which a ride is known; a snapshot.</summary>
    public IReadOnlyList<string> Routes()
    {
        lock (_gate)
        {
            return [.. _newest.Keys];
        }
    }

    /// <summary>A ride by its id; null where it is not known, or no longer.</summary>
    public RideSummary? Find(string routeId, string rideId)
    {
        if (RideKey.Parse(routeId, rideId) is not { } key)
        {
            return null;
        }

        lock (_gate)
        {
            return _byKey.TryGetValue(key, out var ride) ? new RideSummary(ride) : null;
        }
    }

    /// <summary>The rides that started in that time, newest first.</summary>
    public (int Total, IReadOnlyList<RideSummary> Rides) Rides(
        DateTimeOffset from, DateTimeOffset to, string? routeId, int limit)
    {
        int others;
        List<KnownRide> candidates;
        lock (_gate)
        {
            // Of one route, all have to be looked at.
            (others, candidates) = _byStart.Newest(from, to, routeId is null ? limit : int.MaxValue);
        }

        // When a ride started, and where, never changes: they are sorted while positions are taken in.
        var found = candidates
            .Where(ride => ride.StartedAt >= from && ride.StartedAt < to && (routeId is null || ride.RouteId == routeId))
            .ToArray();
        var newest = found.OrderByDescending(ride => ride.StartedAt).ThenByDescending(ride => ride.First.Offset).Take(limit).ToArray();
        lock (_gate)
        {
            return (others + found.Length, [.. newest.Select(ride => new RideSummary(ride))]);
        }
    }

    /// <summary>Adds up the hours that have a part in that time.</summary>
    public InsightFigures AddUp(DateTimeOffset from, DateTimeOffset to, DegreeBox? box, int maxCells)
    {
        var (first, last) = (HourOf(from), HourOf(to.AddTicks(-1)));
        var figures = new InsightFigures(TimeOf(first), TimeOf(last + 1), maxCells);
        lock (_gate)
        {
            figures.KnownSince = _oldest is { } oldest && oldest < TimeOf(_firstHour) ? TimeOf(_firstHour) : _oldest;
            foreach (var (hour, counted) in _hours)
            {
                if (hour >= first && hour <= last)
                {
                    figures.Add(TimeOf(hour), counted, box);
                }
            }
        }

        return figures;
    }

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    private static DateTimeOffset TimeOf(long hour) => new(hour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>A ride of a lower place, of a lower number in the same ride, or, where positions have no number, of an earlier time.</summary>
    private static bool IsStale(KnownRide newest, in PositionRecord position) =>
        position.Ride is { } ride && newest.Ride is { } current && ride != current
            ? ride.Partition == current.Partition && ride.Offset < current.Offset
            : position.Number is { } number && newest.Number is { } reached && position.Ride == newest.Ride
                ? number <= reached
                : position.ObservedAt < newest.ObservedAt;

    /// <summary>A position that names no ride belongs to the one under way.</summary>
    private static bool Continues(KnownRide newest, in PositionRecord position) =>
        position.Ride is null ? newest.FinishedAt is null : position.Ride == newest.Ride;

    private KnownRide Start(LogPosition at, in PositionRecord position)
    {
        var ride = new KnownRide
        {
            RouteId = position.RouteId,
            ClientId = position.ClientId,
            Ride = position.Ride,
            First = at,
            StartedAt = position.ObservedAt,
        };
        _newest[position.RouteId] = _rides.AddLast(ride);
        _byKey[ride.Key] = ride;
        _byStart.Add(ride);
        if (_rides.Count > _limits.Rides)
        {
            Forget(_rides.First!);
        }

        // A ride whose beginning is no longer in the log did not start here.
        if (position.Number is null or 0 && Hour(position.ObservedAt) is { } hour)
        {
            hour.Started++;
        }

        return ride;
    }

    private void Count(KnownRide ride, in PositionRecord position)
    {
        var isFirst = ride.Positions == 0;
        var distanceMm = isFirst ? 0 : (long)Math.Round(GreatCircle.DistanceM(ride.Place, position.Place) * 1000);
        var elapsed = isFirst ? default(TimeSpan?) : position.ObservedAt - ride.ObservedAt;
        ride.Add(position, distanceMm);
        if (Hour(position.ObservedAt) is { } hour)
        {
            hour.Add(position.Place, distanceMm, elapsed);
            hour.Finished += position.Finished ? 1 : 0;
        }
    }

    /// <summary>Moves the window of kept hours on.</summary>
    private void Reach(DateTimeOffset time)
    {
        _oldest = _oldest is { } oldest && oldest <= time ? oldest : time;
        var firstHour = HourOf(time) - _limits.Hours + 1;
        if (firstHour <= _firstHour)
        {
            return;
        }

        _firstHour = firstHour;
        foreach (var hour in _hours.Keys.TakeWhile(hour => hour < firstHour).ToArray())
        {
            _hours.Remove(hour);
        }
    }

    private void Forget(LinkedListNode<KnownRide> node)
    {
        var ride = node.Value;
        _rides.Remove(node);
        _byStart.Remove(ride);
        if (_byKey.GetValueOrDefault(ride.Key) == ride)
        {
            _byKey.Remove(ride.Key);
        }

        if (_newest.GetValueOrDefault(ride.RouteId) == node)
        {
            _newest.Remove(ride.RouteId);
        }
    }

    /// <summary>The figures of that hour; null where they are no longer kept.</summary>
    private HourFigures? Hour(DateTimeOffset time)
    {
        var hour = HourOf(time);
        if (hour < _firstHour)
        {
            return null;
        }

        if (hour != _usedHour.Hour || _usedHour.Figures is null)
        {
            if (!_hours.TryGetValue(hour, out var figures))
            {
                _hours[hour] = figures = new HourFigures(_limits.CellsAnHour);
            }

            _usedHour = (hour, figures);
        }

        return _usedHour.Figures;
    }
}
