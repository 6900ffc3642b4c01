using System.Collections.Concurrent;
using Homing.Log;

namespace Homing.Core.Tests.Streams;

/// <summary>A log that notes which partitions of which topic readers were opened for, and how many are open still.</summary>
internal sealed class OpenedReaders(ILog log) : ILog
{
    private readonly ConcurrentQueue<(string Topic, int Partition)> _opened = new();

    public IReadOnlyList<int> Of(string topic) => [.. _opened.Where(read => read.Topic == topic).Select(read => read.Partition)];

    public ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default) =>
        log.EnsureTopicAsync(topic, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        log.ListTopicsAsync(cancellationToken);

    public ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
        log.DescribeTopicAsync(topic, cancellationToken);

    public ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default) =>
        log.AppendAsync(topic, entry, cancellationToken);

    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null)
    {
        foreach (var partition in partitions ?? [-1])
        {
            _opened.Enqueue((topic, partition));
        }

        return log.OpenReader(topic, start, partitions);
    }

    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        log.OpenGroupReader(topic, group, fallback);

    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        log.OpenPartitionReader(topic, group, partition, fallback);

    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default) =>
        log.GetStoredPositionAsync(topic, group, partition, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
