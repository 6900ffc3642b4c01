using Homing.Log;

namespace Homing.Testing;

/// <summary>Passes everything on to another log, so that what decorates one says only what it does otherwise.</summary>
/// <param name="log">The other; it is its owner's, who disposes of it.</param>
public abstract class DelegatingLog(ILog log) : ILog
{
    /// <inheritdoc/>
    public virtual ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default) =>
        log.AppendAsync(topic, entry, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default) =>
        log.EnsureTopicAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        log.ListTopicsAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<TopicDescription?> DescribeTopicAsync(
        string topic, CancellationToken cancellationToken = default) =>
        log.DescribeTopicAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public virtual ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        log.OpenReader(topic, start, partitions);

    /// <inheritdoc/>
    public virtual ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        log.OpenGroupReader(topic, group, fallback);

    /// <inheritdoc/>
    public virtual ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        log.OpenPartitionReader(topic, group, partition, fallback);

    /// <inheritdoc/>
    public virtual ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default) =>
        log.GetStoredPositionAsync(topic, group, partition, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
