using System.Text;
using System.Text.Json;

namespace Homing.Chaos;

/// <summary>A frame of the server, read in one pass.</summary>
internal readonly record struct ServerFrame
{
    public required string Type { get; init; }

    public string? Id { get; init; }

    public long Seq { get; init; }

    public int? Partition { get; init; }

    public long? Offset { get; init; }

    /// <summary>Of a status.</summary>
    public string? State { get; init; }

    /// <summary>Of an error.</summary>
    public string? Code { get; init; }

    public bool Retry { get; init; }

    public int RetryAfterMs { get; init; }

    /// <summary>Of a welcome.</summary>
    public string? ClientId { get; init; }

    /// <summary>Of a welcome.</summary>
    public string? Session { get; init; }

    public int PingMs { get; init; }

    /// <summary>Of a response: whose it is, as its body says; null where it has none.</summary>
    public string? Owner { get; init; }

    /// <exception cref="InvalidDataException">The server sent what is not of the protocol.</exception>
    public static ServerFrame Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadFields(utf8);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("Not a frame: " + Encoding.UTF8.GetString(utf8), exception);
        }
    }

    private static ServerFrame ReadFields(ReadOnlySpan<byte> utf8)
    {
        var frame = new ServerFrame { Type = "" };
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Short names of few kinds: comparing them all is quicker than making strings of them.
            if (reader.ValueTextEquals("type"u8))
            {
                frame = frame with { Type = TypeOf(ref reader) };
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                frame = frame with { Id = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                frame = frame with { Seq = Number(ref reader) };
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                frame = frame with { Owner = OwnerOf(ref reader) };
            }
            else if (reader.ValueTextEquals("partition"u8))
            {
                frame = frame with { Partition = (int)Number(ref reader) };
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                frame = frame with { Offset = Number(ref reader) };
            }
            else if (reader.ValueTextEquals("state"u8))
            {
                frame = frame with { State = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                frame = frame with { Code = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("retry"u8))
            {
                reader.Read();
                frame = frame with { Retry = reader.GetBoolean() };
            }
            else if (reader.ValueTextEquals("retry_after_ms"u8))
            {
                frame = frame with { RetryAfterMs = (int)Number(ref reader) };
            }
            else if (reader.ValueTextEquals("client_id"u8))
            {
                frame = frame with { ClientId = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("session"u8))
            {
                frame = frame with { Session = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("ping_ms"u8))
            {
                frame = frame with { PingMs = (int)Number(ref reader) };
            }
            else
            {
                reader.Skip();
            }
        }

        return frame;
    }

    private static string TypeOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.ValueTextEquals("accepted"u8) ? "accepted"
            : reader.ValueTextEquals("response"u8) ? "response"
            : reader.GetString()!;
    }

    private static string? OwnerOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var (client, request) = ("", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("client_id"u8))
            {
                client = Text(ref reader);
            }
            else if (reader.ValueTextEquals("request_id"u8))
            {
                request = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return $"{client}/{request}";
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }
}
