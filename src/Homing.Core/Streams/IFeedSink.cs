using Homing.Log;

namespace Homing.Streams;

/// <summary>Takes what a <see cref="TopicFeed"/> reads.</summary>
public interface IFeedSink
{
    /// <summary>
    /// Takes a record; the next of its partition comes when this has completed. Partitions come at the same time on
    /// different threads.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="record">Valid until the task completes.</param>
    /// <param name="cancellationToken">Cancelled when the partition is closed.</param>
    ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// The partition is read no more, so what is known of it grows old. It comes again from before its end when somebody needs
    /// it.
    /// </summary>
    void Forget(int partition);
}
