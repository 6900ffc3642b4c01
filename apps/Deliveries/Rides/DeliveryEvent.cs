using System.Text.Json.Serialization;

namespace Homing.Deliveries.Rides;

/// <summary>The body of a push with the topic <see cref="Topic"/>: what became of a request for a ride.</summary>
/// <param name="RouteId">The route that was asked for.</param>
/// <param name="RideId">The ride that the request is, or would have been.</param>
/// <param name="Event">What happened.</param>
/// <param name="Detail">The same for people.</param>
public sealed record DeliveryEvent(string RouteId, string RideId, DeliveryEventKind Event, string Detail)
{
    /// <summary>The push's topic.</summary>
    public const string Topic = "delivery";

    /// <summary>How long a push waits for its user.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
}

/// <summary>What became of a request for a ride.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryEventKind>))]
public enum DeliveryEventKind
{
    /// <summary>It is under way.</summary>
    [JsonStringEnumMemberName("started")]
    Started,

    /// <summary>The route is under way already.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>There is no such route, or none without errors.</summary>
    [JsonStringEnumMemberName("unknown_route")]
    UnknownRoute,

    /// <summary>It has arrived.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,
}
