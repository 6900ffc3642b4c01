using Homing.History;

namespace Homing.Testing;

/// <summary>A history that a test reads. Thread-safe.</summary>
public sealed class HistoryInMemory : IHistory
{
    private readonly Lock _gate = new();
    private readonly List<RecordedStep> _steps = [];
    private TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was recorded so far, in order.</summary>
    public IReadOnlyList<RecordedStep> Steps
    {
        get
        {
            lock (_gate)
            {
                return [.. _steps];
            }
        }
    }

    /// <inheritdoc />
    public bool IsOn => true;

    /// <inheritdoc />
    public void Record(
        HistoryStep step,
        string actor,
        string clientId,
        string requestId,
        string? detail = null,
        string? connection = null,
        long? seq = null,
        DateTimeOffset? deadline = null)
    {
        lock (_gate)
        {
            _steps.Add(new RecordedStep(step, actor, clientId, requestId, detail, connection, seq, deadline));
            _recorded.TrySetResult();
            _recorded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when so many steps were recorded.</summary>
    public async Task WaitForAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task recorded;
            lock (_gate)
            {
                if (_steps.Count >= count)
                {
                    return;
                }

                recorded = _recorded.Task;
            }

            await recorded.WaitAsync(cancellationToken);
        }
    }
}

/// <summary>One call of <see cref="IHistory.Record"/>.</summary>
public sealed record RecordedStep(
    HistoryStep Step,
    string Actor,
    string ClientId,
    string RequestId,
    string? Detail = null,
    string? Connection = null,
    long? Seq = null,
    DateTimeOffset? Deadline = null);
