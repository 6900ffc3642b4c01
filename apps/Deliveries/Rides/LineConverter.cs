using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Rides;

/// <summary>Writes a line as GeoJSON has its coordinates (RFC 7946): pairs of longitude and latitude.</summary>
internal sealed class LineConverter : JsonConverter<IReadOnlyList<Coordinate>>
{
    public override IReadOnlyList<Coordinate> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var points = new List<Coordinate>();
        Require(reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var (lng, lat) = (ReadNumber(ref reader), ReadNumber(ref reader));
            points.Add(new Coordinate(lat, lng));
            Require(points[^1].IsValid && reader.Read() && reader.TokenType == JsonTokenType.EndArray);
        }

        Require(reader.TokenType == JsonTokenType.EndArray && points.Exists(point => Stretch.Between(points[0], point, 0) is not null));
        return points;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Coordinate> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var point in value)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(point.Lng);
            writer.WriteNumberValue(point.Lat);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static double ReadNumber(ref Utf8JsonReader reader)
    {
        Require(reader.Read() && reader.TokenType == JsonTokenType.Number);
        return reader.GetDouble();
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new JsonException("A line is at least two different pairs of longitude and latitude.");
        }
    }
}
