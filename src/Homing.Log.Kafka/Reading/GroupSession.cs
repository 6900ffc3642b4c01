using Confluent.Kafka;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>Reads, as a member of a group, the partitions that the group gives it.</summary>
internal sealed class GroupSession : FetchSession
{
    private readonly KafkaClients _clients;
    private readonly Generations _counts;
    private readonly PositionKeeper _positions;
    private readonly string _group;
    private readonly StartAt _fallback;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int> _generations = [];

    public GroupSession(
        KafkaClients clients,
        Generations counts,
        PositionKeeper positions,
        string topic,
        string group,
        StartAt fallback,
        BatchQueue queue)
        : base(topic, queue) =>
        (_clients, _counts, _positions, _group, _fallback) = (clients, counts, positions, group, fallback);

    /// <summary>Tells this session what the group gives and takes.</summary>
    public ConsumerBuilder<byte[]?, byte[]?> Listen(ConsumerBuilder<byte[]?, byte[]?> builder) => builder
        .SetPartitionsAssignedHandler(Assigned)
        .SetPartitionsRevokedHandler((consumer, partitions) => Revoked(consumer, [.. partitions.Select(item => item.Partition.Value)]))
        .SetPartitionsLostHandler((_, partitions) => Lost([.. partitions.Select(item => item.Partition.Value)]));

    public override void Attach(IConsumer<byte[]?, byte[]?> consumer) => consumer.Subscribe(Topic);

    // The loop leaves the group when it closes, which is next.
    public override void Detach(IConsumer<byte[]?, byte[]?> consumer)
    {
    }

    public override int? GenerationOf(int partition)
    {
        lock (_gate)
        {
            return _generations.TryGetValue(partition, out var generation) ? generation : null;
        }
    }

    private IEnumerable<TopicPartitionOffset> Assigned(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartition> partitions)
    {
        var starts = Starts(consumer, partitions);
        lock (_gate)
        {
            foreach (var partition in partitions.Select(item => item.Partition.Value))
            {
                _generations[partition] = _counts.Next(Topic, _group, partition);
            }
        }

        _clients.Logger.PartitionsAssigned(_group, Topic, string.Join(", ", partitions.Select(item => item.Partition.Value)));
        return starts;
    }

    private void Revoked(IConsumer<byte[]?, byte[]?> consumer, List<int> partitions)
    {
        Drop(partitions);
        _positions.Release(consumer, partitions);
        _clients.Logger.PartitionsRevoked(_group, Topic, string.Join(", ", partitions));
    }

    private void Lost(List<int> partitions)
    {
        Drop(partitions);
        _positions.Forget(partitions);
        _clients.Logger.PartitionsLost(_group, Topic, string.Join(", ", partitions));
    }

    private void Drop(List<int> partitions)
    {
        lock (_gate)
        {
            partitions.ForEach(partition => _generations.Remove(partition));
        }
    }

    // Without a stored position the consumer starts at the beginning by itself.
    private List<TopicPartitionOffset> Starts(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartition> partitions)
    {
        if (_fallback.Kind != StartKind.Beginning && partitions.Count > 0)
        {
            try
            {
                return [.. consumer.Committed(partitions, _clients.Options.RequestTimeout).Select(stored =>
                    stored.Offset == Offset.Unset ? Fallback(consumer, stored.TopicPartition) : stored)];
            }
            catch (KafkaException exception)
            {
                _clients.Logger.ReadFailed(Topic, exception.Error.Reason);
            }
        }

        return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset))];
    }

    private TopicPartitionOffset Fallback(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition) => _fallback.Kind switch
    {
        StartKind.Offset => new(partition, Math.Max(0, _fallback.Offset)),
        StartKind.Time when _fallback.Time > DateTimeOffset.UnixEpoch => consumer.OffsetsForTimes(
            [new TopicPartitionTimestamp(partition, new Timestamp(_fallback.Time))], _clients.Options.RequestTimeout)[0],
        StartKind.End => new(partition, consumer.QueryWatermarkOffsets(partition, _clients.Options.RequestTimeout).High),
        _ => new(partition, Offset.Beginning),
    };
}
