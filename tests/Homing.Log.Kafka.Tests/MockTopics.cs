using Homing.Kafka.MockCluster;
using Homing.Testing;

namespace Homing.Log.Kafka.Tests;

/// <summary>
/// The log on a mock cluster. The cluster does not answer CreateTopics, so a topic is made with its own number of
/// partitions just before the log is asked to ensure it; everything else is the log's own doing.
/// </summary>
internal sealed class MockTopics(KafkaMockCluster cluster, KafkaLog log) : DelegatingLog(log)
{
    public override async ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default)
    {
        if (await DescribeTopicAsync(topic.Name, cancellationToken) is null)
        {
            cluster.CreateTopic(topic.Name, topic.Partitions);
        }

        await base.EnsureTopicAsync(topic, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await base.DisposeAsync();
    }
}
