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
    /// False once the partition was given to another reader of the group, or to this one anew: who works on for long on what
    /// was read then stops, since the other begins with the same. Answers at once, from any thread.
    /// </summary>
    /// <param name="partition">The partition of the batch.</param>
    /// <param name="generation">The <see cref="LogBatch.Generation"/> of the batch.</param>
    bool Holds(int partition, int generation) => true;

    /// <summary>Completes when every position stored so far is durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken = default);
}
