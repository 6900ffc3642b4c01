using Confluent.Kafka;

namespace Homing.Log.Kafka.Reading;

/// <summary>What one reader reads, while a <see cref="ConsumerLoop"/> fetches for it.</summary>
internal abstract class FetchSession
{
    protected FetchSession(string topic, BatchQueue queue) => (Topic, Queue) = (topic, queue);

    public string Topic { get; }

    public BatchQueue Queue { get; }

    /// <summary>Completes when nothing is fetched any more.</summary>
    public TaskCompletionSource Detached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to fetch. On the loop's thread.</summary>
    public abstract void Attach(IConsumer<byte[]?, byte[]?> consumer);

    /// <summary>Fetches no more. On the loop's thread.</summary>
    public abstract void Detach(IConsumer<byte[]?, byte[]?> consumer);

    /// <summary>The generation under which the partition is read now; null where it is not.</summary>
    public abstract int? GenerationOf(int partition);
}
