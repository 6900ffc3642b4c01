using System.Runtime.CompilerServices;

namespace Homing.Log.Embedded.Reading;

/// <summary>
/// The cursors of one reader, and the line of those that have something to read. Each gives one batch and goes to the
/// end of the line: so no partition starves another, and a thousand quiet ones cost nothing.
/// </summary>
internal sealed class CursorSet
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, PartitionCursor> _cursors = [];
    private readonly Queue<PartitionCursor> _line = new();
    private readonly AsyncSignal _signal = new();
    private readonly ReadBuffer _buffer;
    private Exception? _ended;

    public CursorSet(int batchBytes) => _buffer = new ReadBuffer(batchBytes);

    public bool IsEnded
    {
        get
        {
            lock (_lock)
            {
                return _ended is not null;
            }
        }
    }

    public void Add(Partition partition, long offset, int generation)
    {
        var cursor = new PartitionCursor(this, partition, offset, generation);
        lock (_lock)
        {
            _cursors.Add(partition.Number, cursor);
        }

        partition.Listen(cursor);
        Offer(cursor);
    }

    public void Remove(int partition)
    {
        lock (_lock)
        {
            if (_cursors.Remove(partition, out var cursor))
            {
                cursor.IsRevoked = true;
                cursor.Partition.Unlisten(cursor);
            }
        }
    }

    /// <summary>Puts the cursor in line where it has something to read.</summary>
    public void Offer(PartitionCursor cursor)
    {
        lock (_lock)
        {
            if (cursor.IsQueued || cursor.IsRevoked || !cursor.HasMore)
            {
                return;
            }

            cursor.IsQueued = true;
            _line.Enqueue(cursor);
        }

        _signal.Set();
    }

    /// <summary>Lets go of every cursor; who reads, or will, gets the exception.</summary>
    public void End(Exception reason)
    {
        lock (_lock)
        {
            _ended ??= reason;
            foreach (var cursor in _cursors.Values)
            {
                cursor.IsRevoked = true;
                cursor.Partition.Unlisten(cursor);
            }

            _cursors.Clear();
        }

        _signal.Set();
    }

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryRead(out var batch) ? new ValueTask<LogBatch>(batch) : WaitAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<LogBatch> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(cancellationToken);
            if (TryRead(out var batch))
            {
                return batch;
            }
        }
    }

    private bool TryRead(out LogBatch batch)
    {
        while (true)
        {
            PartitionCursor? cursor;
            lock (_lock)
            {
                if (_ended is { } reason)
                {
                    // For whoever else waits.
                    _signal.Set();
                    throw reason;
                }

                if (!_line.TryDequeue(out cursor))
                {
                    batch = default;
                    return false;
                }

                if (cursor.IsRevoked)
                {
                    continue;
                }
            }

            int count;
            try
            {
                count = cursor.Read(_buffer);
            }
            finally
            {
                // Only now: the cursor is not safe for two, and what comes during the read is seen by this look.
                lock (_lock)
                {
                    cursor.IsQueued = false;
                }

                Offer(cursor);
            }

            lock (_lock)
            {
                if (count > 0 && !cursor.IsRevoked)
                {
                    batch = new LogBatch(cursor.Partition.Number, cursor.Generation, _buffer.Records(count));
                    return true;
                }
            }
        }
    }
}
