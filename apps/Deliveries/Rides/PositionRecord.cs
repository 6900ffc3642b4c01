using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Rides;

/// <summary>A checked record of <see cref="DeliveryTopics.NewPosition"/>.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="ClientId">Who asked for the ride.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Finished">True for the last one of the ride.</param>
/// <param name="ObservedAt">When: the record's own time.</param>
/// <param name="Ride">Which ride; null from producers that do not say so.</param>
/// <param name="Number">The position's number within the ride, from 0; null where <paramref name="Ride"/> is.</param>
public readonly record struct PositionRecord(
    string RouteId,
    string ClientId,
    Coordinate Place,
    bool Finished,
    DateTimeOffset ObservedAt,
    RideId? Ride,
    long? Number)
{
    /// <summary>Reads a record; where it is not valid, says why.</summary>
    public static bool TryRead(in LogRecord record, out PositionRecord position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        reason = DeliveryFields.Read(record.Value, out var fields)
            ?? (fields.RouteId is null ? "routeId is missing"
                : fields.ClientId is null ? "clientId is missing"
                : fields.Lng is null ? "position is missing"
                : fields.Finished is null ? "finished is missing"
                : null);
        if (reason is not null || (reason = ReadHeaders(record.Headers, out var ride, out var number)) is not null)
        {
            return false;
        }

        position = new PositionRecord(
            fields.RouteId!,
            fields.ClientId!,
            new Coordinate(fields.Lat!.Value, fields.Lng!.Value),
            fields.Finished!.Value,
            record.Timestamp,
            ride,
            number);
        return true;
    }

    private static string? ReadHeaders(in LogHeaders headers, out RideId? ride, out long? number)
    {
        (ride, number) = (null, null);
        if (!headers.TryGet(PositionMessage.RideHeader, out var rideText))
        {
            return null;
        }

        if (!RideId.TryParse(Encoding.UTF8.GetString(rideText.Span), CultureInfo.InvariantCulture, out var id))
        {
            return $"the header {PositionMessage.RideHeader} is no ride, such as 0-17";
        }

        if (!headers.TryGet(PositionMessage.NumberHeader, out var numberText)
            || !Utf8Parser.TryParse(numberText.Span, out long count, out var length)
            || length != numberText.Length || count < 0)
        {
            return $"the header {PositionMessage.NumberHeader} is no whole number from 0";
        }

        (ride, number) = (id, count);
        return null;
    }
}
