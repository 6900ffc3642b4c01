using System.Buffers;
using System.Text.Json;

namespace Homing.Deliveries.Live;

/// <summary>Writes the values of the channels, with no more digits than say something.</summary>
internal static class RideJson
{
    /// <summary>The value of the channel of one ride.</summary>
    public static ReadOnlyMemory<byte> Write(LiveRide ride)
    {
        var buffer = new ArrayBufferWriter<byte>(320);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("route_id"u8, ride.RouteId);
            json.WriteNumber("lat"u8, Degrees(ride.Place.Lat));
            json.WriteNumber("lng"u8, Degrees(ride.Place.Lng));
            json.WriteNumber("bearing"u8, Bearing(ride.BearingDeg));
            json.WriteNumber("speed_mps"u8, Tenths(ride.SpeedMps));
            json.WriteBoolean("finished"u8, ride.Finished);
            json.WriteString("observed_at"u8, ride.ObservedAt.UtcDateTime);
            if (ride.RideId is not null)
            {
                json.WriteString("ride_id"u8, ride.RideId);
            }

            if (ride is { TravelledM: { } travelled, RemainingM: { } remaining })
            {
                json.WriteNumber("travelled_m"u8, Tenths(travelled));
                json.WriteNumber("remaining_m"u8, Tenths(remaining));
            }

            if (ride.Eta is { } eta)
            {
                json.WriteString("eta"u8, eta.UtcDateTime);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>To a tenth of a metre on the ground.</summary>
    public static double Degrees(double degrees) => Math.Round(degrees, 6);

    /// <summary>To a tenth of a degree, below 360.</summary>
    public static double Bearing(double degrees) => Math.Round(degrees, 1) is var rounded && rounded < 360 ? rounded : 0;

    /// <summary>To one digit behind the point.</summary>
    public static double Tenths(double value) => Math.Round(value, 1);
}
