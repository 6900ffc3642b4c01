namespace Homing.Deliveries.Routes;

/// <summary>The routes as they are now; none until their source was read. Thread-safe.</summary>
public sealed class LiveRoutes
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RouteCatalogue _current = new([], []);

    /// <summary>The newest.</summary>
    public RouteCatalogue Current => Volatile.Read(ref _current);

    /// <summary>Completes when the source was read for the first time.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Makes sure that there are routes to speak of.</summary>
    /// <exception cref="ProblemException">The source was not read yet.</exception>
    public void RequireLoaded()
    {
        if (!Loaded.IsCompleted)
        {
            throw new ProblemException(Problem.Unavailable("The routes are not read yet."));
        }
    }

    /// <summary>Takes the next ones. One caller at a time.</summary>
    public RouteChange Replace(RouteCatalogue next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var before = Current;
        var change = RouteChange.Between(before, next);

        // Those that say the same stay the same objects: rides under way hold them.
        var routes = next.Routes.Select(route => before.Find(route.Id) is { } old && old.SaysTheSameAs(route) ? old : route);
        Volatile.Write(ref _current, new RouteCatalogue([.. routes], next.Refused));
        _loaded.TrySetResult();
        return change;
    }
}
