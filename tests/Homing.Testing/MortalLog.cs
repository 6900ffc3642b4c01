using Homing.Log;

namespace Homing.Testing;

/// <summary>
/// The log as one process sees it, which can die: at its n-th append, before the log has taken it or after, without having
/// heard of it. From then on the process neither reads nor writes anything, and positions that were not durable are lost.
/// </summary>
/// <param name="log">The log of all processes.</param>
/// <param name="diesAtAppend">Counted from 1.</param>
/// <param name="takesTheLast">Whether the log takes the append at which the process dies.</param>
public class MortalLog(ILog log, int diesAtAppend = int.MaxValue, bool takesTheLast = false) : DelegatingLog(log)
{
    private readonly CancellationTokenSource _dead = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = diesAtAppend;

    /// <summary>Whether the process is dead.</summary>
    public bool HasDied => _died.Task.IsCompleted;

    /// <summary>Completes when the process has died.</summary>
    protected Task Death => _died.Task;

    /// <summary>The process is dead from now on.</summary>
    public async Task DieAsync()
    {
        _died.TrySetResult();
        await _dead.CancelAsync();
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        new MortalReader(this, base.OpenReader(topic, start, partitions));

    /// <inheritdoc/>
    public override ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        new MortalReader(this, base.OpenGroupReader(topic, group, fallback));

    /// <summary>Not made mortal, since nobody has used it here.</summary>
    public override ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _dead.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    /// <summary>A group has stored a position.</summary>
    protected virtual void OnStored()
    {
    }

    private static LogException Dead() => new(LogError.Closed, "The process is dead.");

    private sealed class MortalReader(MortalLog owner, ILogReader reader) : ILogGroupReader
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
                owner.OnStored();
            }
        }

        public bool Holds(int partition, int generation) =>
            !owner.HasDied && ((ILogGroupReader)reader).Holds(partition, generation);

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
