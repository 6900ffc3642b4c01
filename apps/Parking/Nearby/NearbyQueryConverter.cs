using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Parking.Http;

namespace Homing.Parking.Nearby;

/// <summary>Reads a query field by field, so that a wrong one is refused by its name. Unknown fields are passed over.</summary>
internal sealed class NearbyQueryConverter : JsonConverter<NearbyQuery>
{
    public override bool HandleNull => true;

    public override NearbyQuery Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        INearbyFields fields = new JsonFields(document.RootElement);
        return fields.ReadQuery();
    }

    public override void Write(Utf8JsonWriter writer, NearbyQuery value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteNumber(writer, "lat", value.Lat);
        WriteNumber(writer, "lng", value.Lng);
        WriteNumber(writer, "radius_m", value.RadiusM);
        WriteNumber(writer, "limit", value.Limit);
        WriteNumber(writer, "min_free", value.MinFree);
        WriteNumber(writer, "stay_minutes", value.StayMinutes);
        if (value.OpenNow is { } openNow)
        {
            writer.WriteBoolean("open_now", openNow);
        }

        if (value.ParkType is { } parkType)
        {
            writer.WriteString("park_type", parkType);
        }

        if (value.ArriveAt is { } arriveAt)
        {
            writer.WriteString("arrive_at", arriveAt);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
