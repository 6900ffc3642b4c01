using System.Globalization;
using Homing.Log;

namespace Homing.Messages;

/// <summary>The names of the topics that requests, their answers and pushes take.</summary>
public static class Topics
{
    /// <summary>Every request of every client, keyed by client id.</summary>
    public const string ClientRequest = "client_request";

    /// <summary>
    /// Answers whose client was not where they were sent, keyed by client id: every gateway reads them, so together they
    /// are the mailbox of all clients.
    /// </summary>
    public const string ClientResponseBroadcast = "client_response_broadcast";

    /// <summary>Requests that their clients take back, keyed by client id; every worker and gateway reads them.</summary>
    public const string ClientCancel = "client_cancel";

    /// <summary>Every push to a user that is not settled, keyed by push id.</summary>
    public const string UserPush = "user_push";

    private const string ClientResponsePrefix = "client_response_";
    private const string DeadSuffix = ".dead";

    /// <summary>How <see cref="UserPush"/> is laid out: compacted, so that a start reads little more than what is open.</summary>
    public static TopicOptions UserPushOptions { get; } = new() { Name = UserPush, Compacted = true };

    /// <summary>The answers for the gateway that holds <paramref name="apiId"/>, keyed by client id.</summary>
    public static string ClientResponse(int apiId) =>
        ClientResponsePrefix + apiId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id that such a topic is for; false for every other topic.</summary>
    public static bool TryParseClientResponse(string topic, out int apiId)
    {
        apiId = 0;
        return topic.StartsWith(ClientResponsePrefix, StringComparison.Ordinal)
            && int.TryParse(
                topic.AsSpan(ClientResponsePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out apiId);
    }

    /// <summary>Where values of <paramref name="topic"/> go that nobody can read.</summary>
    public static string Dead(string topic) => topic + DeadSuffix;

    /// <summary>The topic whose dead letters go there; false for every other topic.</summary>
    public static bool TryParseDead(string topic, out string origin)
    {
        var isDead = topic.Length > DeadSuffix.Length && topic.EndsWith(DeadSuffix, StringComparison.Ordinal);
        origin = isDead ? topic[..^DeadSuffix.Length] : "";
        return isDead;
    }

    /// <summary>How <see cref="ClientRequest"/> is laid out.</summary>
    public static TopicOptions ClientRequestOptions(MessagingOptions options) => new()
    {
        Name = ClientRequest,
        Partitions = options.RequestPartitions,
        RetentionAge = options.Retention,
    };

    /// <summary>How <see cref="ClientResponse"/> is laid out: one partition, for it has one reader.</summary>
    public static TopicOptions ClientResponseOptions(int apiId, MessagingOptions options) => new()
    {
        Name = ClientResponse(apiId),
        RetentionAge = options.Retention,
    };

    /// <summary>How <see cref="ClientResponseBroadcast"/> is laid out: kept for twice the time that clients may be away.</summary>
    public static TopicOptions ClientResponseBroadcastOptions(TimeSpan resumeTtl) => new()
    {
        Name = ClientResponseBroadcast,
        RetentionAge = resumeTtl * 2,
    };

    /// <summary>How <see cref="ClientCancel"/> is laid out.</summary>
    public static TopicOptions ClientCancelOptions(MessagingOptions options) => new()
    {
        Name = ClientCancel,
        RetentionAge = options.Retention,
    };
}
