using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Streams;

namespace Homing.Deliveries.Live;

/// <summary>
/// Lets single rides be watched. Where the newest ride of a route is known, only the partition of its positions is read; until
/// then all are, because positions may come from producers that keep no record of rides. Thread-safe.
/// </summary>
internal sealed class RideWatches : IDisposable
{
    private readonly PositionFeed _feed;
    private readonly LiveRides _rides;
    private readonly RideBoard _board;
    private readonly LiveRoutes _routes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<RideNeed>> _needs = new(StringComparer.Ordinal);

    public RideWatches(PositionFeed feed, LiveRides rides, RideBoard board, LiveRoutes routes)
    {
        (_feed, _rides, _board, _routes) = (feed, rides, board, routes);
        _board.Changed += Follow;
    }

    /// <summary>Begins to watch the rides of a route: the newest, and those that come.</summary>
    /// <exception cref="ProblemException">There is no such route, and nobody ever rode it; or the routes are not read yet.</exception>
    public IChannelWatch Watch(string routeId, ChannelPosition? since, IChannelWatcher watcher)
    {
        if (_routes.Current.Find(routeId) is null && _board.Find(routeId) is null && _rides.Find(routeId) is null)
        {
            _routes.RequireLoaded();
            var why = _routes.Current.WhyRefused(routeId) is { } faults ? $"; its file was refused: {faults}" : "";
            throw new ProblemException(Problem.NotFound($"routeId: there is no route '{routeId}'{why}"));
        }

        var need = new RideNeed(_feed.Feed, PartitionOf(routeId), left => Leave(routeId, left));
        lock (_gate)
        {
            if (!_needs.TryGetValue(routeId, out var needs))
            {
                _needs.Add(routeId, needs = []);
            }

            needs.Add(need);
        }

        if (_board.Find(routeId) is { } started)
        {
            // It may have started between the look at the board and the joining.
            need.Follow(started.PositionPartition);
        }

        var subscription = _rides.Channels.Watch(
            routeId, since, watcher, _feed.Feed, need.Current, () => ShowArrived(routeId));
        subscription.Hold(need);
        return subscription;
    }

    public void Dispose() => _board.Changed -= Follow;

    private int? PartitionOf(string routeId) =>
        _board.Find(routeId)?.PositionPartition ?? _rides.Find(routeId)?.At.Partition;

    private void ShowArrived(string routeId)
    {
        if (_board.Find(routeId) is { } ride)
        {
            _rides.Seed(ride, _feed.Feed.PositionOf);
        }
    }

    private void Follow(RideRecord ride)
    {
        RideNeed[] needs;
        lock (_gate)
        {
            if (!_needs.TryGetValue(ride.RouteId, out var all))
            {
                return;
            }

            needs = [.. all];
        }

        foreach (var need in needs)
        {
            need.Follow(ride.PositionPartition);
        }
    }

    private void Leave(string routeId, RideNeed need)
    {
        lock (_gate)
        {
            if (_needs.TryGetValue(routeId, out var needs) && needs.Remove(need) && needs.Count == 0)
            {
                _needs.Remove(routeId);
            }
        }
    }
}
