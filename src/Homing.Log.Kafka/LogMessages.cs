using Microsoft.Extensions.Logging;

namespace Homing.Log.Kafka;

internal static partial class LogMessages
{
    [LoggerMessage(EventIds.Connected, LogLevel.Information,
        "The log is on Kafka at {Servers}: {Brokers} brokers, {Topics} topics.")]
    public static partial void Connected(this ILogger logger, string servers, int brokers, int topics);

    [LoggerMessage(EventIds.Closed, LogLevel.Information, "The log on Kafka at {Servers} is closed.")]
    public static partial void Closed(this ILogger logger, string servers);

    [LoggerMessage(EventIds.ClientSaid, LogLevel.Debug, "{Client}: {Facility}: {Text}")]
    public static partial void ClientSaid(this ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventIds.ClientWarned, LogLevel.Warning, "{Client}: {Facility}: {Text}")]
    public static partial void ClientWarned(this ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventIds.ClientFailed, LogLevel.Error, "{Client}: {Facility}: {Text}")]
    public static partial void ClientFailed(this ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventIds.Unreachable, LogLevel.Error,
        "No broker at {Servers} can be reached: {Reason}. Appends wait, then fail as transient; readers wait.")]
    public static partial void Unreachable(this ILogger logger, string servers, string reason);

    [LoggerMessage(EventIds.ReachableAgain, LogLevel.Information, "Brokers at {Servers} can be reached again.")]
    public static partial void ReachableAgain(this ILogger logger, string servers);

    [LoggerMessage(EventIds.ProducerRenewed, LogLevel.Error,
        "The producer cannot go on ({Reason}); a new one takes its place. Whether appends under way were done is unknown.")]
    public static partial void ProducerRenewed(this ILogger logger, string reason);

    [LoggerMessage(EventIds.AppendsNotReported, LogLevel.Error,
        "The producer was closed with {Count} appends that no broker answered; whether they were done is unknown.")]
    public static partial void AppendsNotReported(this ILogger logger, int count);

    [LoggerMessage(EventIds.TopicCreated, LogLevel.Information,
        "Made topic {Topic}: {Partitions} partitions on {Replicas} brokers each.")]
    public static partial void TopicCreated(this ILogger logger, string topic, int partitions, int replicas);

    [LoggerMessage(EventIds.TopicAltered, LogLevel.Debug, "Set the retention of topic {Topic}: {Configuration}.")]
    public static partial void TopicAltered(this ILogger logger, string topic, string configuration);

    [LoggerMessage(EventIds.TopicNotAltered, LogLevel.Warning,
        "The retention of topic {Topic} could not be set, and stays as it is: {Reason}")]
    public static partial void TopicNotAltered(this ILogger logger, string topic, string reason);

    [LoggerMessage(EventIds.TopicsNotManageable, LogLevel.Warning,
        "The brokers do not make topics on demand of an administrator; topics are made as the brokers do by themselves.")]
    public static partial void TopicsNotManageable(this ILogger logger);

    [LoggerMessage(EventIds.PartitionsAssigned, LogLevel.Information,
        "Group {Group} of topic {Topic} gave this reader partitions {Partitions}.")]
    public static partial void PartitionsAssigned(this ILogger logger, string group, string topic, string partitions);

    [LoggerMessage(EventIds.PartitionsRevoked, LogLevel.Information,
        "Group {Group} of topic {Topic} took partitions {Partitions} from this reader.")]
    public static partial void PartitionsRevoked(this ILogger logger, string group, string topic, string partitions);

    [LoggerMessage(EventIds.PartitionsLost, LogLevel.Warning,
        "This reader of group {Group} was away too long and lost partitions {Partitions} of topic {Topic}.")]
    public static partial void PartitionsLost(this ILogger logger, string group, string topic, string partitions);

    [LoggerMessage(EventIds.PositionsNotCommitted, LogLevel.Warning,
        "Positions of group {Group} in topic {Topic} could not be made durable; records may be read again. {Reason}")]
    public static partial void PositionsNotCommitted(this ILogger logger, string group, string topic, string reason);

    [LoggerMessage(EventIds.ReadFailed, LogLevel.Warning, "Reading {Topic} failed; it goes on. {Reason}")]
    public static partial void ReadFailed(this ILogger logger, string topic, string reason);

    [LoggerMessage(EventIds.ConsumerRenewed, LogLevel.Error,
        "The reader of {Topic} cannot go on ({Reason}); a new one takes its place.")]
    public static partial void ConsumerRenewed(this ILogger logger, string topic, string reason);
}
