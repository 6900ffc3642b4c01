namespace Homing.Reports.Workflow;

/// <summary>Who waits to hear what an event meant; several may wait for the same one, each for themselves. Thread-safe.</summary>
internal sealed class PendingVerdicts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<TaskCompletionSource<Judged>>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Begins to wait, until <see cref="Remove"/>.</summary>
    public TaskCompletionSource<Judged> Add(string eventId)
    {
        var waiter = new TaskCompletionSource<Judged>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(eventId, out var all))
            {
                _waiting[eventId] = all = [];
            }

            all.Add(waiter);
        }

        return waiter;
    }

    /// <summary>Waits no longer; others who wait for the same go on.</summary>
    public void Remove(string eventId, TaskCompletionSource<Judged> waiter)
    {
        lock (_gate)
        {
            var all = _waiting[eventId];
            all.Remove(waiter);
            if (all.Count == 0)
            {
                _waiting.Remove(eventId);
            }
        }
    }

    /// <summary>Tells all who wait for it.</summary>
    public void Answer(string eventId, Judged judged)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(eventId, out var all))
            {
                all.ForEach(waiter => waiter.TrySetResult(judged));
            }
        }
    }
}
