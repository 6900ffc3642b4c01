using System.Text.Json.Serialization;

namespace Homing.Deliveries.Rides;

/// <summary>A value of <see cref="DeliveryTopics.Rides"/>: the newest ride of a route, and how it stands.</summary>
public sealed record RideRecord
{
    /// <summary>The route; also the record's key.</summary>
    public required string RouteId { get; init; }

    /// <summary>The ride, as <see cref="Rides.RideId"/> writes it.</summary>
    public required string RideId { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string ClientId { get; init; }

    /// <summary>How it stands.</summary>
    public required RideState State { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last position was told; null while it is under way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The partition of its positions, so that nobody has to look for them in the others.</summary>
    public required int PositionPartition { get; init; }

    /// <summary>The offset of its first position there.</summary>
    public required long FirstPosition { get; init; }

    /// <summary>The simulator that drives it. One that reads another's name here stops driving.</summary>
    public required string Driver { get; init; }

    /// <summary>The newest request for this route that was refused since; null where there is none.</summary>
    public RefusedDirection? Refused { get; init; }
}

/// <summary>How a ride stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RideState>))]
public enum RideState
{
    /// <summary>It moves.</summary>
    [JsonStringEnumMemberName("under_way")]
    UnderWay,

    /// <summary>It has arrived.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,
}

/// <summary>A request for a ride that was not started.</summary>
/// <param name="RideId">The ride that it would have been.</param>
/// <param name="ClientId">Who asked.</param>
public sealed record RefusedDirection(string RideId, string ClientId);
