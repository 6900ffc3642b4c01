using System.Collections.Concurrent;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// The lanes of the routes, each made when it is first needed. One that ends up idle and holds nothing is dropped: the names of
/// routes come from whoever asks, so there may be any number of them. Thread-safe.
/// </summary>
internal sealed class RouteLanes
{
    private readonly ConcurrentDictionary<string, RouteLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _lanes.Count;

    /// <summary>Whether something is going on on the route, or is known of it.</summary>
    public bool Contains(string routeId) => _lanes.ContainsKey(routeId);

    /// <summary>Runs when everything before it in the route's lane has run; completes, or fails, as it does.</summary>
    public Task RunAsync(string routeId, Func<RouteLane, Task> step)
    {
        while (true)
        {
            var lane = _lanes.GetOrAdd(routeId, id => new RouteLane(id, Drop));
            if (lane.TryRun(step, out var running))
            {
                return running;
            }

            // It was closed at this moment, and is being dropped: the next one knows as much.
            Drop(lane);
        }
    }

    /// <summary>Completes when all that has begun by now has run.</summary>
    public Task DrainAsync() => Task.WhenAll(_lanes.Select(lane =>
        lane.Value.TryRun(_ => Task.CompletedTask, out var running) ? running : Task.CompletedTask));

    private void Drop(RouteLane lane) => _lanes.TryRemove(KeyValuePair.Create(lane.RouteId, lane));
}
