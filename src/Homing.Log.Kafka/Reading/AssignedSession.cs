using Confluent.Kafka;

namespace Homing.Log.Kafka.Reading;

/// <summary>Reads given partitions from given offsets.</summary>
internal sealed class AssignedSession : FetchSession
{
    private readonly IReadOnlyCollection<TopicPartitionOffset> _starts;

    public AssignedSession(string topic, IReadOnlyCollection<TopicPartitionOffset> starts, BatchQueue queue)
        : base(topic, queue) => _starts = starts;

    public override void Attach(IConsumer<byte[]?, byte[]?> consumer) => consumer.Assign(_starts);

    public override void Detach(IConsumer<byte[]?, byte[]?> consumer) => consumer.Unassign();

    public override int? GenerationOf(int partition) => 0;
}
