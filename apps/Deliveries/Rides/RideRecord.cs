using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
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

    /// <summary>How often the ride went over to another simulator. What one of an earlier term says is outdated.</summary>
    public int Term { get; init; }

    /// <summary>How fast it is driven, in metres a second: whoever goes on with it keeps to that.</summary>
    public double SpeedMps { get; init; }

    /// <summary>
    /// The route as it was when the ride started: whoever goes on with the ride keeps to it, whatever became of the route since.
    /// Null where a simulator of an earlier version started it.
    /// </summary>
    public RiddenRoute? Route { get; init; }

    /// <summary>The newest request for this route that was refused since; null where there is none.</summary>
    public RefusedDirection? Refused { get; init; }

    /// <summary>Up to where requests for this route are decided. What comes again and stands there is passed over.</summary>
    public IReadOnlyList<DecidedDirections> Decided
    {
        get;

        // Whoever reads a record without it gives null here.
        init => field = value ?? [];
    }

    = [];

    /// <summary>Reads a record's value; where it is not valid, says why.</summary>
    internal static bool TryRead(
        ReadOnlySpan<byte> value, [NotNullWhen(true)] out RideRecord? ride, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            ride = JsonSerializer.Deserialize(value, DeliveryJson.Default.RideRecord);
            reason = ride is null ? "the value is null" : ride.FindFault();
        }
        catch (JsonException exception)
        {
            (ride, reason) = (null, exception.Message);
        }

        ride = reason is null ? ride : null;
        return ride is not null;
    }

    /// <summary>
    /// This record after another that it takes the place of: what is decided adds up, for who wrote this one may not have
    /// read all that others had decided.
    /// </summary>
    public RideRecord After(RideRecord known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.Decided.Count == 0 ? this : this with
        {
            Decided =
            [
                .. Decided.Concat(known.Decided)
                    .GroupBy(decided => (decided.Partition, decided.Forwarded))
                    .Select(group => group.MaxBy(decided => decided.Offset)!),
            ],
        };
    }

    /// <summary>
    /// True where <paramref name="other"/> is outdated: of an earlier ride, of an earlier term, or under way where the
    /// ride has arrived. Of two that took a ride over at once, the name decides, for all readers alike.
    /// </summary>
    public bool Supersedes(RideRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (RideId != other.RideId)
        {
            return PositionPartition == other.PositionPartition && FirstPosition > other.FirstPosition;
        }

        return State != other.State
            ? State == RideState.Finished
            : Term != other.Term ? Term > other.Term : string.CompareOrdinal(Driver, other.Driver) > 0;
    }

    // What whoever reads a record takes for granted of it.
    private string? FindFault() =>
        !IsId(RouteId) ? "route_id must have 1 to 128 characters"
        : !IsId(ClientId) ? "client_id must have 1 to 128 characters"
        : !Rides.RideId.TryParse(RideId, CultureInfo.InvariantCulture, out _) ? "ride_id is no ride, such as 0-17"
        : State is not (RideState.UnderWay or RideState.Finished) ? "state must be under_way or finished"
        : PositionPartition < 0 || FirstPosition < 0 ? "position_partition and first_position must not be negative"
        : Term is < 0 or int.MaxValue ? "term must be a whole number from 0"
        : SpeedMps is not (0 or (>= DeliveryOptions.MinSpeedMps and <= DeliveryOptions.MaxSpeedMps))
            ? FormattableString.Invariant($"speed_mps must be {DeliveryOptions.MinSpeedMps} to {DeliveryOptions.MaxSpeedMps}")
        : Decided.Any(decided => decided is null or { Partition: < 0 } or { Offset: < 0 })
            ? "decided must be places in the directions"
        : null;

    private static bool IsId(string text) => text.Length is > 0 and <= DeliveryFields.MaxIdLength;
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

/// <summary>
/// Requests that came by one way in one partition, decided up to an offset. By one way they come in order; a request
/// that was appended again is later than others that were keyed at once.
/// </summary>
/// <param name="Partition">The partition where they were first appended.</param>
/// <param name="Forwarded">True for those that had to be appended again, with the route as key.</param>
/// <param name="Offset">The offset of the newest that is decided, where it was first appended.</param>
public sealed record DecidedDirections(int Partition, bool Forwarded, long Offset);
