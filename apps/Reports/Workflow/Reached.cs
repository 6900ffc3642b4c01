using Homing.Log;

namespace Homing.Reports.Workflow;

/// <summary>How far a topic was read, and who waits for it. Thread-safe.</summary>
internal sealed class Reached
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _offsets = [];
    private readonly List<(LogPosition Position, TaskCompletionSource Reached)> _waiters = [];

    /// <summary>The record at that position was taken.</summary>
    public void Take(LogPosition position)
    {
        lock (_gate)
        {
            _offsets[position.Partition] = position.Offset;
            if (_waiters.Count > 0)
            {
                _waiters.RemoveAll(waiter => IsReached(waiter.Position) && waiter.Reached.TrySetResult());
            }
        }
    }

    /// <summary>Completes when the record at that position was taken.</summary>
    public Task WaitAsync(LogPosition position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (IsReached(position))
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((position, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private bool IsReached(LogPosition position) => _offsets.GetValueOrDefault(position.Partition, -1) >= position.Offset;
}
