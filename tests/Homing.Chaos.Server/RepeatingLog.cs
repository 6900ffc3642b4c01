using Homing.Log;

namespace Homing.Chaos.Server;

/// <summary>A log that appends some records twice, as a worker does that died after its answer and before its position.</summary>
internal sealed class RepeatingLog(ILog log, Func<string, bool> repeats, double share) : ILog
{
    public async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        if (repeats(topic) && Random.Shared.NextDouble() < share)
        {
            await log.AppendAsync(topic, entry, cancellationToken);
        }

        return await log.AppendAsync(topic, entry, cancellationToken);
    }

    public ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default) =>
        log.EnsureTopicAsync(topic, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        log.ListTopicsAsync(cancellationToken);

    public ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
        log.DescribeTopicAsync(topic, cancellationToken);

    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        log.OpenReader(topic, start, partitions);

    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        log.OpenGroupReader(topic, group, fallback);

    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        log.OpenPartitionReader(topic, group, partition, fallback);

    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default) =>
        log.GetStoredPositionAsync(topic, group, partition, cancellationToken);

    // The log is its container's, which disposes of it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
