using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homing.Deliveries.Start;

/// <summary>Reads a request field by field, so that a wrong one is refused by its name. Unknown fields are passed over.</summary>
internal sealed class StartRequestConverter : JsonConverter<StartRequest>
{
    public override bool HandleNull => true;

    public override StartRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var body = document.RootElement;
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Refuse($"body: {Shorten(body)} is not an object");
        }

        return new StartRequest(
            Text(body, "routeId") ?? throw Refuse("routeId: missing; allowed is the id of a route"),
            Text(body, "clientId"));
    }

    public override void Write(Utf8JsonWriter writer, StartRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("routeId", value.RouteId);
        if (value.ClientId is { } clientId)
        {
            writer.WriteString("clientId", clientId);
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.String ? throw Refuse($"{name}: {Shorten(value)} is not a string")
            : value.GetString() is { Length: > 0 and <= StartRequest.MaxClientIdLength } text ? text
            : throw Refuse($"{name}: {value.GetString()!.Length} characters; allowed is 1 to {StartRequest.MaxClientIdLength}");
    }

    private static string Shorten(JsonElement value) =>
        value.GetRawText() is var text && text.Length > 60 ? text[..60] + "…" : text;

    private static ProblemException Refuse(string detail) => new(Problem.InvalidRequest(detail));
}
