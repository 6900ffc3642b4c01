using Homing.Log;

namespace Homing.Testing;

/// <summary>A reader of one partition of <see cref="InMemoryLog"/> that keeps its position under the name of a group.</summary>
internal sealed class InMemoryPartitionReader(InMemoryLog log, InMemoryShare share, StartAt fallback) : ILogGroupReader
{
    private long _next = share.Stored ?? share.Partition.Resolve(fallback);
    private bool _disposed;

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        log.WaitForAsync(Take, cancellationToken);

    public void Store(int partition, int generation, long nextOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(partition, share.Partition.Number);
        lock (log.Gate)
        {
            if (!_disposed)
            {
                share.Store(nextOffset);
            }
        }
    }

    public bool Holds(int partition, int generation) => partition == share.Partition.Number && !Volatile.Read(ref _disposed);

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        lock (log.Gate)
        {
            _disposed = true;
        }

        return ValueTask.CompletedTask;
    }

    private LogBatch? Take()
    {
        if (share.Partition.From(_next) is not { Length: > 0 } records)
        {
            return null;
        }

        _next = records[^1].Offset + 1;
        return new LogBatch(share.Partition.Number, 0, records);
    }
}
