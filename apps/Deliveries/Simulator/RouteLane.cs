using System.Diagnostics.CodeAnalysis;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// What happens to one route, one thing after the other: requests are decided in order, rides arrive. It closes for good where
/// nothing is left to run and nothing is known of the route.
/// </summary>
/// <param name="routeId">The route.</param>
/// <param name="closed">Told once it is closed.</param>
internal sealed class RouteLane(string routeId, Action<RouteLane> closed)
{
    private readonly Lock _gate = new();
    private readonly Queue<(Func<RouteLane, Task> Step, TaskCompletionSource Done)> _steps = new();
    private bool _isRunning;
    private bool _isRead;
    private bool _isClosed;

    public string RouteId { get; } = routeId;

    /// <summary>The newest ride of the route as far as is known here. Only what runs in the lane uses it.</summary>
    public RideRecord? Newest { get; set; }

    /// <summary>The ride that is driven here; null where none is. Only what runs in the lane uses it.</summary>
    public DrivenRide? Driven { get; set; }

    /// <summary>
    /// Runs a step when everything before it in this lane has run; false where the lane is closed.
    /// </summary>
    /// <param name="step">What to run.</param>
    /// <param name="running">Completes, or fails, as the step does.</param>
    public bool TryRun(Func<RouteLane, Task> step, [NotNullWhen(true)] out Task? running)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isClosed)
            {
                running = null;
                return false;
            }

            running = done.Task;
            _steps.Enqueue((step, done));
            if (_isRunning)
            {
                return true;
            }

            _isRunning = true;
        }

        _ = RunAllAsync();
        return true;
    }

    /// <summary>Takes over what the board knows, the first time.</summary>
    public void ReadOnce(RideBoard board)
    {
        if (!_isRead)
        {
            _isRead = true;
            Newest = board.Find(RouteId);
        }
    }

    /// <summary>True where the request was decided before.</summary>
    /// <param name="request">Where it was first appended.</param>
    /// <param name="forwarded">True where it had to be appended again.</param>
    public bool HasDecided(RideId request, bool forwarded) => Newest is { } newest && newest.Decided.Any(decided =>
        decided.Partition == request.Partition && decided.Forwarded == forwarded && decided.Offset >= request.Offset);

    /// <summary>What is decided once this request is too.</summary>
    public IReadOnlyList<DecidedDirections> Deciding(RideId request, bool forwarded) =>
    [
        .. (Newest?.Decided ?? []).Where(decided => decided.Partition != request.Partition || decided.Forwarded != forwarded),
        new DecidedDirections(request.Partition, forwarded, request.Offset),
    ];

    private async Task RunAllAsync()
    {
        while (Next() is { } next)
        {
            var step = next.Step(this);
            await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            next.Done.SetFromTask(step);
        }

        if (_isClosed)
        {
            closed(this);
        }
    }

    private (Func<RouteLane, Task> Step, TaskCompletionSource Done)? Next()
    {
        lock (_gate)
        {
            _isRunning = _steps.TryDequeue(out var next);
            _isClosed = !_isRunning && Newest is null && Driven is null;
            return _isRunning ? next : null;
        }
    }
}
