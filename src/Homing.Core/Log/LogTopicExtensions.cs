namespace Homing.Log;

/// <summary>How topics are made that others write to as well.</summary>
public static class LogTopicExtensions
{
    /// <summary>Makes the topic if it is not there. One that is there may have any number of partitions and keeps them.</summary>
    public static async ValueTask EnsureSharedTopicAsync(
        this ILog log, TopicOptions topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(topic);
        var partitions = (await log.DescribeTopicAsync(topic.Name, cancellationToken))?.Partitions.Count;
        await log.EnsureTopicAsync(topic with { Partitions = partitions ?? topic.Partitions }, cancellationToken);
    }
}
