using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Homing.Log;

namespace Homing.Deliveries.Rides;

/// <summary>A checked record of <see cref="DeliveryTopics.NewDirection"/>.</summary>
/// <param name="ClientId">Who asked.</param>
/// <param name="RouteId">The route.</param>
/// <param name="Ride">The ride that it asks for.</param>
/// <param name="IsKeyed">True where the record's key is the route: then it is where it belongs.</param>
/// <param name="IsForwarded">True where it was first appended elsewhere.</param>
public readonly record struct DirectionRecord(
    string ClientId, string RouteId, RideId Ride, bool IsKeyed, bool IsForwarded)
{
    /// <summary>The header of a record that was appended again: the ride of the first, as <see cref="RideId"/> writes it.</summary>
    public const string OriginHeader = "origin";

    /// <summary>Reads a record; where it is not valid, says why.</summary>
    /// <param name="partition">The partition that it was read from.</param>
    /// <param name="record">The record.</param>
    /// <param name="direction">What was read. Its client is told even where the rest is not valid; else null.</param>
    /// <param name="reason">What is wrong.</param>
    public static bool TryRead(
        int partition, in LogRecord record, out DirectionRecord direction, [NotNullWhen(false)] out string? reason)
    {
        reason = DeliveryFields.Read(record.Value, out var fields)
            ?? (fields.RouteId is null ? "routeId is missing" : fields.ClientId is null ? "clientId is missing" : null);
        var ride = new RideId(partition, record.Offset);
        var isForwarded = record.Headers.TryGet(OriginHeader, out var origin);
        if (isForwarded && !RideId.TryParse(Encoding.UTF8.GetString(origin.Span), CultureInfo.InvariantCulture, out ride))
        {
            reason ??= $"the header {OriginHeader} is no ride, such as 0-17";
        }

        direction = new DirectionRecord(
            fields.ClientId!, fields.RouteId!, ride, reason is null && IsKey(record.Key.Span, fields.RouteId!), isForwarded);
        return reason is null;
    }

    private static bool IsKey(ReadOnlySpan<byte> key, string routeId)
    {
        Span<byte> utf8 = stackalloc byte[DeliveryFields.MaxIdLength * 3];
        return key.SequenceEqual(utf8[..Encoding.UTF8.GetBytes(routeId, utf8)]);
    }
}
