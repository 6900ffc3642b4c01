using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Homing.Log.Kafka.Clients;
using Homing.Log.Kafka.Topics;

namespace Homing.Log.Kafka.Reading;

/// <summary>A member of a group, with a consumer of its own.</summary>
internal sealed class GroupReader : ILogGroupReader
{
    private readonly KafkaClients _clients;
    private readonly TopicCatalog _topics;
    private readonly Generations _counts;
    private readonly ReaderRegistry _registry;
    private readonly PositionKeeper _positions;
    private readonly string _topic;
    private readonly string _group;
    private readonly StartAt _fallback;
    private readonly Action<GroupReader> _disposed;
    private readonly BatchQueue _queue;
    private Task _joining;
    private volatile Membership? _membership;

    public GroupReader(
        KafkaClients clients,
        TopicCatalog topics,
        Generations counts,
        ReaderRegistry registry,
        TimeProvider time,
        (string Topic, string Group, StartAt Fallback) what,
        Action<GroupReader> disposed)
    {
        (_clients, _topics, _counts, _registry, _disposed) = (clients, topics, counts, registry, disposed);
        (_topic, _group, _fallback) = what;
        _positions = new PositionKeeper(clients, time, _topic, _group);
        _queue = new BatchQueue(clients.Options.QueueBytes);
        registry.Add(_queue);
        _joining = JoinAsync();
    }

    public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await RejoinAsync(cancellationToken);
            var batch = await _queue.TakeAsync(cancellationToken);

            // What was fetched before the partition went to another member is read by that one.
            if (Holds(batch.Partition, batch.Generation))
            {
                return new LogBatch(batch.Partition, batch.Generation, batch.Records);
            }
        }
    }

    public void Store(int partition, int generation, long nextOffset)
    {
        if (_membership is { } membership && Holds(partition, generation))
        {
            _positions.Store(membership.Loop.Consumer, partition, nextOffset);
        }
    }

    public bool Holds(int partition, int generation) =>
        !_queue.IsEnded && _membership?.Session.GenerationOf(partition) == generation;

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => _membership is { } membership
        ? _positions.FlushAsync(membership.Loop.Consumer, cancellationToken)
        : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _queue.End(new ObjectDisposedException(nameof(ILogGroupReader)));
        _registry.Remove(_queue);
        try
        {
            await _joining;
        }
        catch (Exception exception) when (exception is HomingException or KafkaException)
        {
            // It never joined.
        }

        if (_membership is { } membership)
        {
            // Leaving the group makes the stored positions durable.
            await membership.Loop.DisposeAsync();
        }

        _disposed(this);
    }

    /// <summary>How far the stored positions are behind the ends of their partitions, as the last fetch told them.</summary>
    public IEnumerable<Measurement<long>> Lag()
    {
        if (_queue.IsEnded || _membership is not { } membership)
        {
            yield break;
        }

        foreach (var (partition, stored) in _positions.Stored())
        {
            var end = membership.Loop.Consumer.GetWatermarkOffsets(new TopicPartition(_topic, partition)).High;
            if (end != Offset.Unset)
            {
                yield return new Measurement<long>(
                    Math.Max(0, end.Value - stored),
                    new KeyValuePair<string, object?>("topic", _topic),
                    new KeyValuePair<string, object?>("group", _group),
                    new KeyValuePair<string, object?>("partition", partition));
            }
        }
    }

    private async ValueTask RejoinAsync(CancellationToken cancellationToken)
    {
        if (_membership is { Loop.IsBroken: false } || _queue.IsEnded)
        {
            return;
        }

        if (_membership is { } broken)
        {
            await broken.Loop.DisposeAsync();
            _membership = null;
            _queue.Clear();
            _joining = JoinAsync();
        }
        else if (_joining.IsFaulted)
        {
            _joining = JoinAsync();
        }

        await _joining.WaitAsync(cancellationToken);
    }

    private async Task JoinAsync()
    {
        await _topics.GetAsync(_topic, CancellationToken.None);
        var session = new GroupSession(_clients, _counts, _positions, _topic, _group, _fallback, _queue);
        var loop = new ConsumerLoop(_clients, session.Listen(_clients.NewConsumer(_group)), _group);
        _membership = new Membership(loop, session);
        loop.Begin(session);
    }

    private sealed record Membership(ConsumerLoop Loop, GroupSession Session);
}
