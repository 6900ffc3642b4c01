namespace Homing.Log.Kafka.Reading;

/// <summary>
/// What a consumer's thread fetched and its reader has not taken yet. Bounded: the thread waits for room. One reader, one
/// thread.
/// </summary>
internal sealed class BatchQueue
{
    private const int Capacity = 4;

    private readonly object _gate = new();
    private readonly Queue<FetchedBatch> _batches = new();
    private TaskCompletionSource? _reader;
    private Exception? _failure;
    private Exception? _end;

    /// <summary>Whether the reader, or the log, is closed.</summary>
    public bool IsEnded => Volatile.Read(ref _end) is not null;

    /// <summary>Adds a batch.</summary>
    /// <returns>False where there was no room until the patience ran out.</returns>
    public bool Add(FetchedBatch batch, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_batches.Count >= Capacity && _end is null)
            {
                Monitor.Wait(_gate, patience);
            }

            if (_end is not null)
            {
                return true;
            }

            if (_batches.Count >= Capacity)
            {
                return false;
            }

            _batches.Enqueue(batch);
            Wake();
            return true;
        }
    }

    /// <summary>The next batch; waits for one.</summary>
    /// <exception cref="LogException">What the thread failed with, once; or the reader is closed.</exception>
    public async ValueTask<FetchedBatch> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_end is not null)
                {
                    throw _end;
                }

                if (_batches.TryDequeue(out var batch))
                {
                    Monitor.Pulse(_gate);
                    return batch;
                }

                if (_failure is { } failure)
                {
                    _failure = null;
                    throw failure;
                }

                _reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
                added = _reader.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets the next take throw, once what is there has been taken.</summary>
    public void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure = exception;
            Wake();
        }
    }

    /// <summary>Lets this and every take throw. The first end stands.</summary>
    public void End(Exception exception)
    {
        lock (_gate)
        {
            _end ??= exception;
            _batches.Clear();
            Wake();
            Monitor.Pulse(_gate);
        }
    }

    private void Wake()
    {
        _reader?.TrySetResult();
        _reader = null;
    }
}
