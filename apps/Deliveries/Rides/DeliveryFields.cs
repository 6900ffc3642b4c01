using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Homing.Deliveries.Rides;

/// <summary>Reads values of the two <c>route.*</c> topics in one pass, without a document; says what is wrong with a field.</summary>
internal struct DeliveryFields
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 128;

    private const string Coordinates = "position must be [longitude, latitude], within -180 to 180 and -90 to 90 degrees";

    public string? ClientId { get; private set; }

    public string? RouteId { get; private set; }

    public double? Lng { get; private set; }

    public double? Lat { get; private set; }

    public bool? Finished { get; private set; }

    /// <summary>Reads an object. A field that comes twice counts as it comes last; others are passed over.</summary>
    /// <returns>Why the value is not one; null where it is.</returns>
    public static string? Read(ReadOnlyMemory<byte>? value, out DeliveryFields fields)
    {
        fields = default;
        if (value is not { } utf8)
        {
            return "the value is missing";
        }

        try
        {
            var reader = new Utf8JsonReader(utf8.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "the value is not a JSON object";
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (fields.ReadField(ref reader) is { } reason)
                {
                    return reason;
                }
            }

            // The object has ended; anything behind it makes the reader throw.
            reader.Read();
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "the value is not JSON: " + exception.Message;
        }
    }

    private string? ReadField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("routeId"u8))
        {
            (RouteId, var reason) = ReadId(ref reader, "routeId");
            return reason;
        }

        if (reader.ValueTextEquals("clientId"u8))
        {
            (ClientId, var reason) = ReadId(ref reader, "clientId");
            return reason;
        }

        if (reader.ValueTextEquals("position"u8))
        {
            return ReadPosition(ref reader);
        }

        if (reader.ValueTextEquals("finished"u8))
        {
            reader.Read();
            Finished = reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : null;
            return Finished is null ? "finished must be true or false" : null;
        }

        reader.Skip();
        return null;
    }

    // A whole number is taken as its digits: many producers write ids so, and nothing else can be meant.
    private static (string? Id, string? Reason) ReadId(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        var id = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetInt64(out _) => Encoding.UTF8.GetString(
                reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
            _ => null,
        };
        return id is null ? (null, field + " must be text or a whole number")
            : id.Length == 0 ? (null, field + " is empty")
            : id.Length > MaxIdLength ? (null, $"{field} has {id.Length} characters; at most {MaxIdLength} are taken")
            : (id, null);
    }

    private string? ReadPosition(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray
            || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var lng)
            || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var lat)
            || !reader.Read() || reader.TokenType != JsonTokenType.EndArray
            || lng is not (>= -180 and <= 180) || lat is not (>= -90 and <= 90))
        {
            return Coordinates;
        }

        (Lng, Lat) = (lng, lat);
        return null;
    }
}
