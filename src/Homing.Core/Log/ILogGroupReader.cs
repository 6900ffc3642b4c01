namespace Homing.Log;

/// <summary>A member of a group: it reads the partitions it was given, and says which position is done.</summary>
public interface ILogGroupReader : ILogReader
{
    /// <summary>
    /// Says that everything before <paramref name="nextOffset"/> is done. Returns at once; the position becomes
    /// durable shortly after, and at the latest when the reader is disposed. After a crash the next reader starts at
    /// the last durable position, so records may be seen again (at least once). May be called from any thread.
    /// </summary>
    /// <param name="partition">The partition of the batch.</param>
    /// <param name="generation">
    /// The <see cref="LogBatch.Generation"/> of the batch. A position from a reader that no longer has the partition is
    /// ignored.
    /// </param>
    /// <param name="nextOffset">One more than the offset of the last record that is done.</param>
    void Store(int partition, int generation, long nextOffset);

    /// <summary>
    /// True while this reader has the partition as it had it when the batch of that generation was read. Once false, whatever
    /// was read is another member's to do. It may become false at any moment, and is told late where members lose sight of
    /// each other.
    /// </summary>
    /// <param name="partition">The partition of the batch.</param>
    /// <param name="generation">The <see cref="LogBatch.Generation"/> of the batch.</param>
    bool Holds(int partition, int generation);

    /// <summary>Completes when every position stored so far is durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken = default);
}
