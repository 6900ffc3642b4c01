using Homing.Log;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>
/// The log as a process sees it that dies at its n-th append: either before the log has taken it, or after, without
/// having heard of it. From then on the process neither reads nor writes anything, and positions that were not durable
/// are lost.
/// </summary>
internal sealed class CrashingLog(ILog log, int appends, bool takesTheLast) : DelegatingLog(log)
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _dead = new();
    private int _left = appends;

    public bool HasCrashed => _crashed.Task.IsCompleted;

    public override async ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        var left = Interlocked.Decrement(ref _left);
        if (left < 0 || HasCrashed)
        {
            throw Dead();
        }

        if (left == 0)
        {
            if (takesTheLast)
            {
                await base.AppendAsync(topic, entry, cancellationToken);
            }

            _crashed.TrySetResult();
            await _dead.CancelAsync();
            throw Dead();
        }

        return await base.AppendAsync(topic, entry, cancellationToken);
    }

    public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        new MortalReader(this, base.OpenReader(topic, start, partitions));

    public override ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        new MortalReader(this, base.OpenGroupReader(topic, group, fallback));

    public override ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync()
    {
        _dead.Dispose();
        return base.DisposeAsync();
    }

    private static LogException Dead() => new(LogError.Closed, "The process is dead.");

    private sealed class MortalReader(CrashingLog owner, ILogReader reader) : ILogGroupReader
    {
        public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner._dead.Token);
            try
            {
                return await reader.ReadAsync(both.Token);
            }
            catch (OperationCanceledException) when (owner.HasCrashed)
            {
                throw Dead();
            }
        }

        public void Store(int partition, int generation, long nextOffset)
        {
            if (!owner.HasCrashed)
            {
                ((ILogGroupReader)reader).Store(partition, generation, nextOffset);
            }
        }

        public bool Holds(int partition, int generation) =>
            !owner.HasCrashed && ((ILogGroupReader)reader).Holds(partition, generation);

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
