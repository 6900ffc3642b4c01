using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Homing.Parking.Availability;

/// <summary>A value of the topic <c>parking.availability</c>.</summary>
public sealed record AvailabilityMessage
{
    /// <summary>The topic.</summary>
    public const string Topic = "parking.availability";

    /// <summary>The lot; also the record's key.</summary>
    public string? LotId { get; init; }

    /// <summary>Places in all.</summary>
    public int? Capacity { get; init; }

    /// <summary>Places that are free.</summary>
    public int? Free { get; init; }

    /// <summary>Whether the lot says it is open.</summary>
    public bool? Open { get; init; }

    /// <summary>When it was so.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Makes the value of a reading.</summary>
    public static AvailabilityMessage Of(string lotId, Reading reading) => new()
    {
        LotId = lotId,
        Capacity = reading.Capacity,
        Free = reading.Free,
        Open = reading.Open,
        ObservedAt = reading.ObservedAt,
    };

    /// <summary>Reads a value; where it is not valid, says why.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out string? lotId,
        [NotNullWhen(true)] out Reading? reading,
        [NotNullWhen(false)] out string? reason)
    {
        (lotId, reading) = (null, null);
        AvailabilityMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(utf8, ParkingJson.Default.AvailabilityMessage);
        }
        catch (JsonException exception)
        {
            reason = $"not a reading as JSON, at {exception.Path}: {exception.Message}";
            return false;
        }

        reason = message switch
        {
            null => "the value is null as JSON",
            { LotId: null or "" } => "lot_id: missing",
            { Free: null } => "free: missing",
            { Free: < 0 or > Reading.MaxFree } => $"free: {message.Free} is out of range; allowed is 0 to {Reading.MaxFree}",
            { Capacity: < 1 or > Reading.MaxFree } => $"capacity: {message.Capacity} is out of range; allowed is 1 to {Reading.MaxFree}",
            { ObservedAt: null } => "observed_at: missing",
            _ => null,
        };
        if (reason is not null)
        {
            return false;
        }

        lotId = message!.LotId!;
        reading = new Reading(message.Free!.Value, message.Capacity, message.Open, message.ObservedAt!.Value);
        return true;
    }
}
