using Confluent.Kafka;

namespace Homing.Log.Kafka;

/// <summary>What an error of Kafka means to those who use the log.</summary>
internal static class KafkaErrors
{
    private static readonly HashSet<ErrorCode> Refusals =
    [
        ErrorCode.TopicAuthorizationFailed, ErrorCode.GroupAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed,
        ErrorCode.TransactionalIdAuthorizationFailed, ErrorCode.DelegationTokenAuthorizationFailed,
        ErrorCode.SaslAuthenticationFailed, ErrorCode.UnsupportedSaslMechanism, ErrorCode.IllegalSaslState,
        ErrorCode.Local_Authentication, ErrorCode.Local_Ssl, ErrorCode.SecurityDisabled, ErrorCode.DelegationTokenExpired,
    ];

    /// <summary>The error as the log says it.</summary>
    /// <param name="error">What Kafka said.</param>
    /// <param name="what">What failed, on what: "Appending to topic t".</param>
    /// <param name="servers">Where the brokers are.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public static LogException ToLogException(this Error error, string what, string servers, Exception? inner = null) => error.Code switch
    {
        _ when IsRefusal(error) => new(
            LogError.Unauthorized,
            $"{what} is refused by Kafka at {servers}: {error.Reason}. Check the credentials ({KafkaLogOptions.SectionName}:Client) and " +
            "the access rules of its principal.", inner),
        ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            new(LogError.UnknownTopic, $"{what} failed: there is no such topic or partition.", inner),
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge => new(
            LogError.RecordTooLarge,
            $"{what} failed: the record is larger than the topic takes (max.message.bytes of the topic; " +
            $"{KafkaLogOptions.SectionName}:MaxRecordBytes here).", inner),
        ErrorCode.InvalidRecord => new(
            LogError.InvalidTopic,
            $"{what} failed: the topic does not take such a record, as a compacted one does not take records without a key.", inner),
        ErrorCode.TopicException or ErrorCode.InvalidPartitions or ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidConfig
            or ErrorCode.PolicyViolation or ErrorCode.TopicAlreadyExists or ErrorCode.InvalidReplicaAssignment =>
            new(LogError.InvalidTopic, $"{what} failed: {error.Reason}.", inner),
        ErrorCode.Local_QueueFull => new(LogError.Full, $"{what} failed: too many appends wait for their brokers.", inner),
        ErrorCode.Local_Destroy or ErrorCode.Local_DestroyBroker => Closed(),
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_Fatal or ErrorCode.Local_PurgeInflight or ErrorCode.RequestTimedOut
            or ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch
            or ErrorCode.NotEnoughReplicasAfterAppend => new(
            LogError.Unavailable, $"{what} has no answer from Kafka at {servers} ({error.Reason}): whether it was done is unknown.", inner),
        _ => new(
            LogError.Unavailable,
            $"{what} failed: Kafka at {servers} (setting {KafkaLogOptions.SectionName}:BootstrapServers) does not do it now: {error.Reason}.",
            inner),
    };

    public static bool IsRefusal(Error error) => Refusals.Contains(error.Code);

    public static bool IsUnknownTopic(Error error) =>
        error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic;

    public static LogException UnknownTopic(string topic) => new(LogError.UnknownTopic, $"There is no topic {topic}, or Kafka does not show it to this client.");

    public static LogException Closed() => new(LogError.Closed, "The log was closed.");
}
