using System.Globalization;
using Homing.Log;

namespace Homing.Messages;

/// <summary>The names of the topics that requests, their answers and pushes take.</summary>
public static class Topics
{
    /// <summary>Every request of every client, keyed by client id.</summary>
    public const string ClientRequest = "client_request";

    /// <summary>Every push to a user that is not settled, keyed by push id.</summary>
    public const string UserPush = "user_push";

    private const string ClientResponsePrefix = "client_response_";
    private const string DeadSuffix = ".dead";

    /// <summary>How <see cref="UserPush"/> is laid out: compacted, so that a start reads little more than what is open.</summary>
    public static TopicOptions UserPushOptions { get; } = new() { Name = UserPush, Compacted = true };

    /// <summary>The answers for the gateway that holds <paramref name="apiId"/>, keyed by client id.</summary>
    public static string ClientResponse(int apiId) =>
        ClientResponsePrefix + apiId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where values of <paramref name="topic"/> go that nobody can read.</summary>
    public static string Dead(string topic) => topic + DeadSuffix;

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
}
