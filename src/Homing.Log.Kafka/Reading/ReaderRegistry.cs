using System.Collections.Concurrent;

namespace Homing.Log.Kafka.Reading;

/// <summary>The readers that are open: they end when the log is closed. Thread-safe.</summary>
internal sealed class ReaderRegistry
{
    private readonly ConcurrentDictionary<BatchQueue, bool> _queues = new();
    private volatile bool _closed;

    public void Add(BatchQueue queue)
    {
        _queues[queue] = true;
        if (_closed)
        {
            queue.End(KafkaErrors.Closed());
        }
    }

    public void Remove(BatchQueue queue) => _queues.TryRemove(queue, out _);

    public void Close()
    {
        _closed = true;
        foreach (var queue in _queues.Keys)
        {
            queue.End(KafkaErrors.Closed());
        }
    }
}
