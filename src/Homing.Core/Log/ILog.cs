namespace Homing.Log;

/// <summary>
/// A durable, partitioned, append-only log: the only state that matters. Every implementation keeps what the
/// conformance suite (tests/Homing.Conformance) asks.
/// </summary>
/// <remarks>
/// Order holds within a partition; records of the same key share a partition. All members are thread-safe.
/// </remarks>
public interface ILog : IAsyncDisposable
{
    /// <summary>Makes the topic if it is not there. For a topic that is there, retention is updated.</summary>
    /// <exception cref="LogException">The topic is there with another number of partitions.</exception>
    ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default);

    /// <summary>The names of all topics there are, sorted. Internal topics are left out.</summary>
    ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default);

    /// <summary>The topic with the range of offsets of each partition as of now; null where there is none.</summary>
    ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Appends one record. Completes, with its position, only when the record is durable.</summary>
    /// <param name="topic">An existing topic.</param>
    /// <param name="entry">Key, value and headers; their bytes must stay unchanged until the task completes.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting for room under back-pressure. Once taken, a record is appended whatever the token says.
    /// </param>
    /// <exception cref="LogException">
    /// No such topic; the record is too large; the log is full (transient); the log is closed.
    /// </exception>
    ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Opens a reader without a group: it sees every record of the given partitions.</summary>
    /// <param name="topic">An existing topic.</param>
    /// <param name="start">Where to start in each partition.</param>
    /// <param name="partitions">The partitions to read; null for all.</param>
    ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null);

    /// <summary>
    /// Opens a member of a group. Each partition of the topic has exactly one reader in the group at a time; it
    /// starts at the group's stored position, or where the group has none, at <paramref name="fallback"/>.
    /// </summary>
    ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback);

    /// <summary>
    /// Opens a reader of one partition that keeps its position under the group's name and shares the partition with
    /// nobody by agreement: others are not kept from reading it too. For those whom a lease already makes the only one,
    /// so that taking over does not wait for a group to notice that a member is gone.
    /// </summary>
    /// <param name="topic">An existing topic.</param>
    /// <param name="group">A name under which no member of <see cref="OpenGroupReader"/> reads.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="fallback">Where to start where no position is stored.</param>
    ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback);

    /// <summary>The next offset that the group would read in the partition; null where none was ever stored.</summary>
    ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default);
}
