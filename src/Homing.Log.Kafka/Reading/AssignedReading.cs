using Confluent.Kafka;

namespace Homing.Log.Kafka.Reading;

/// <summary>
/// Reads given partitions through a consumer of the pool, and goes on with another one where that one breaks. Opening
/// begins at once, so that nobody waits for it who does not read yet.
/// </summary>
internal sealed class AssignedReading
{
    private readonly ReaderRegistry _registry;
    private readonly ConsumerPool _pool;
    private readonly string _topic;
    private readonly string _group;
    private readonly Func<Task<TopicPartitionOffset[]>> _resolve;
    private readonly BatchQueue _queue = new();
    private readonly Dictionary<int, long> _next = [];
    private Task _opening;
    private volatile Opened? _opened;

    /// <summary>Begins to open.</summary>
    /// <param name="registry">Ends this reading when the log is closed.</param>
    /// <param name="pool">Has consumers.</param>
    /// <param name="topic">What is read.</param>
    /// <param name="group">Under which name positions are kept.</param>
    /// <param name="resolve">Where to start; asked again where it fails.</param>
    public AssignedReading(
        ReaderRegistry registry, ConsumerPool pool, string topic, string group, Func<Task<TopicPartitionOffset[]>> resolve)
    {
        (_registry, _pool, _topic, _group, _resolve) = (registry, pool, topic, group, resolve);
        registry.Add(_queue);
        _opening = OpenAsync();
    }

    /// <summary>The consumer that reads now; null while there is none.</summary>
    public IConsumer<byte[]?, byte[]?>? Consumer => _opened?.Loop.Consumer;

    public bool IsEnded => _queue.IsEnded;

    public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken)
    {
        await ReopenAsync(cancellationToken);
        var batch = await _queue.TakeAsync(cancellationToken);
        _next[batch.Partition] = batch.Records[^1].Offset + 1;
        return new LogBatch(batch.Partition, batch.Generation, batch.Records);
    }

    /// <summary>Reads no more, and gives the consumer back.</summary>
    public async Task EndAsync()
    {
        _queue.End(new ObjectDisposedException(nameof(ILogReader)));
        _registry.Remove(_queue);
        try
        {
            await _opening;
        }
        catch (Exception exception) when (exception is HomingException or KafkaException)
        {
            // It never opened.
        }

        await ReleaseAsync();
    }

    private async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        if (_opened is { Loop.IsBroken: false } || _queue.IsEnded)
        {
            return;
        }

        if (_opened is not null || _opening.IsFaulted)
        {
            await ReleaseAsync();
            _opening = OpenAsync();
        }

        await _opening.WaitAsync(cancellationToken);
    }

    private async Task OpenAsync()
    {
        var starts = await _resolve();
        var session = new AssignedSession(
            _topic,
            [.. starts.Select(start => _next.TryGetValue(start.Partition.Value, out var next)
                ? new TopicPartitionOffset(start.TopicPartition, next) : start)],
            _queue);
        var loop = _pool.Rent(_group);
        loop.Begin(session);
        _opened = new Opened(loop, session);
    }

    private async Task ReleaseAsync()
    {
        if (_opened is { } opened)
        {
            _opened = null;
            await opened.Session.Detached.Task;
            _pool.Return(_group, opened.Loop);
        }
    }

    private sealed record Opened(ConsumerLoop Loop, FetchSession Session);
}
