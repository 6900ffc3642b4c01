using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Workflow;

/// <summary>
/// The log as one process sees it, which can die: at its n-th append, before the log has taken it or after, without having
/// heard of it. From then on the process neither reads nor writes anything. It also tells when some groups are done with all
/// that is in the log.
/// </summary>
internal sealed class WatchedLog(ILog log, int diesAtAppend = int.MaxValue, bool takesTheLast = false) : DelegatingLog(log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ILog _log = log;
    private readonly CancellationTokenSource _dead = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = diesAtAppend;

    public bool HasDied => _died.Task.IsCompleted;

    /// <summary>The process is dead from now on.</summary>
    public async Task DieAsync()
    {
        _died.TrySetResult();
        await _dead.CancelAsync();
    }

    /// <summary>Completes once the groups are done with all there is (true), or the process has died (false).</summary>
    public async Task<bool> IsDoneAsync(params string[] groups)
    {
        while (true)
        {
            Task stored;
            lock (_gate)
            {
                stored = _stored.Task;
            }

            if (HasDied)
            {
                return false;
            }

            if (await IsAllStoredAsync(groups))
            {
                return true;
            }

            await Task.WhenAny(stored, _died.Task).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    public override async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        var left = Interlocked.Decrement(ref _left);
        if (left < 0 || HasDied)
        {
            throw Dead();
        }

        if (left > 0)
        {
            return await base.AppendAsync(topic, entry, cancellationToken);
        }

        if (takesTheLast)
        {
            await base.AppendAsync(topic, entry, cancellationToken);
        }

        await DieAsync();
        throw Dead();
    }

    public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        new WatchedReader(this, base.OpenReader(topic, start, partitions));

    public override ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        new WatchedReader(this, base.OpenGroupReader(topic, group, fallback));

    public override ValueTask DisposeAsync()
    {
        _dead.Dispose();
        return base.DisposeAsync();
    }

    private static LogException Dead() => new(LogError.Closed, "The process is dead.");

    private async Task<bool> IsAllStoredAsync(string[] groups)
    {
        var partitions = (await _log.DescribeTopicAsync(ReportTopics.Events))?.Partitions ?? [];
        foreach (var group in groups)
        {
            for (var partition = 0; partition < partitions.Count; partition++)
            {
                var (start, end) = partitions[partition];
                if (end > start && await _log.GetStoredPositionAsync(ReportTopics.Events, group, partition) != end)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Stored()
    {
        lock (_gate)
        {
            _stored.TrySetResult();
            _stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class WatchedReader(WatchedLog owner, ILogReader reader) : ILogGroupReader
    {
        public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner._dead.Token);
            try
            {
                return await reader.ReadAsync(both.Token);
            }
            catch (OperationCanceledException) when (owner.HasDied)
            {
                throw Dead();
            }
        }

        public void Store(int partition, int generation, long nextOffset)
        {
            if (!owner.HasDied)
            {
                ((ILogGroupReader)reader).Store(partition, generation, nextOffset);
                owner.Stored();
            }
        }

        public bool Holds(int partition, int generation) => ((ILogGroupReader)reader).Holds(partition, generation);

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
