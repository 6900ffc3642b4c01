using System.Buffers;
using System.Text.Json;

namespace Homing.Deliveries.Live.Views;

/// <summary>Writes what a view shows: the names of the columns once, then a short row for each ride.</summary>
internal static class ViewJson
{
    private const int RowBytes = 72;

    public static ReadOnlyMemory<byte> Write(DateTimeOffset asOf, int total, LiveRide[] shown)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (RowBytes * shown.Length));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("as_of"u8, asOf.UtcDateTime);
            json.WriteNumber("total"u8, total);
            json.WriteNumber("shown"u8, shown.Length);
            json.WriteStartArray("columns"u8);
            foreach (var column in (ReadOnlySpan<string>)["route_id", "lat", "lng", "bearing", "speed_mps", "finished", "age_ms"])
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteStartArray("rides"u8);
            foreach (var ride in shown)
            {
                json.WriteStartArray();
                json.WriteStringValue(ride.RouteId);
                json.WriteNumberValue(RideJson.Degrees(ride.Place.Lat));
                json.WriteNumberValue(RideJson.Degrees(ride.Place.Lng));
                json.WriteNumberValue((int)RideJson.Bearing(ride.BearingDeg));
                json.WriteNumberValue(RideJson.Tenths(ride.SpeedMps));
                json.WriteNumberValue(ride.Finished ? 1 : 0);
                json.WriteNumberValue((long)Math.Max(0, (asOf - ride.ObservedAt).TotalMilliseconds));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
