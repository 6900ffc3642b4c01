using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

/// <summary>
/// The log on a mock cluster. The cluster does not answer CreateTopics, so a topic is made with its own number of
/// partitions just before the log is asked to ensure it; everything else is the log's own doing.
/// </summary>
internal sealed class MockTopics(KafkaMockCluster cluster, KafkaLog log) : ILog
{
    public async ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default)
    {
        if (await log.DescribeTopicAsync(topic.Name, cancellationToken) is null)
        {
            cluster.CreateTopic(topic.Name, topic.Partitions);
        }

        await log.EnsureTopicAsync(topic, cancellationToken);
    }

    public ValueTask<IReadOnlyList<TopicDescription>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        log.ListTopicsAsync(cancellationToken);

    public ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
        log.DescribeTopicAsync(topic, cancellationToken);

    public ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default) =>
        log.AppendAsync(topic, entry, cancellationToken);

    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        log.OpenReader(topic, start, partitions);

    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        log.OpenGroupReader(topic, group, fallback);

    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        log.OpenPartitionReader(topic, group, partition, fallback);

    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default) =>
        log.GetStoredPositionAsync(topic, group, partition, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
