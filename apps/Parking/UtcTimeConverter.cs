using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Messages;

namespace Homing.Parking;

/// <summary>Times as RFC 3339: any offset is read, UTC is written, with milliseconds.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException($"not {Rfc3339.Allowed}");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Rfc3339.Format(value));
}
