using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Homing.Gateway.Connections;
using Homing.Log;
using Homing.Messages;

namespace Homing.Gateway.Protocol;

/// <summary>The types of frames that clients send.</summary>
internal enum ClientFrameType
{
    Unknown,
    Hello,
    Request,
    Ack,
    Status,
    Cancel,
    Subscribe,
    Unsubscribe,
    Ping,
}

/// <summary>A frame of a client, read in one pass. The body is a slice of the frame.</summary>
internal struct ClientFrame
{
    public ClientFrameType Type { get; private set; }

    /// <summary>The type as the client wrote it.</summary>
    public string TypeName { get; private set; }

    public string? Ticket { get; private set; }

    public string? Session { get; private set; }

    /// <summary>Null where the client did not say what it waits for.</summary>
    public List<PendingReference>? Pending { get; private set; }

    public string? Id { get; private set; }

    public string? Op { get; private set; }

    public long? DeadlineMs { get; private set; }

    /// <summary>One JSON value, or empty where there is no body.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public long? Seq { get; private set; }

    public long? Partition { get; private set; }

    public long? Offset { get; private set; }

    /// <summary>The request that a status or cancel is about.</summary>
    public readonly PendingReference Reference => new(Id!, PositionOf(Partition, Offset));

    public string? Channel { get; private set; }

    /// <summary>Reads a frame; where it is not one at all, says why.</summary>
    /// <remarks>A known field of the wrong kind makes the whole frame invalid; unknown fields are passed over.</remarks>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out ClientFrame frame, [NotNullWhen(false)] out string? reason)
    {
        frame = default;
        var field = "";
        try
        {
            var reader = new Utf8JsonReader(utf8.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                reason = "the frame is not a JSON object";
                return false;
            }

            string? typeName = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    field = "type";
                    reader.Read();
                    frame.Type = TypeOf(ref reader);
                    typeName = reader.GetString();
                }
                else
                {
                    frame.ReadField(utf8, ref reader, out field);
                }
            }

            // The object has ended; anything behind it makes the reader throw.
            field = "";
            reader.Read();
            if (typeName is null)
            {
                reason = "the frame has no type";
                return false;
            }

            frame.TypeName = typeName;
            reason = null;
            return true;
        }
        catch (JsonException)
        {
            reason = "the frame is not JSON";
            return false;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            reason = $"the field '{field}' is not of its kind";
            return false;
        }
    }

    private static ClientFrameType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("request"u8) ? ClientFrameType.Request
        : reader.ValueTextEquals("ack"u8) ? ClientFrameType.Ack
        : reader.ValueTextEquals("ping"u8) ? ClientFrameType.Ping
        : reader.ValueTextEquals("hello"u8) ? ClientFrameType.Hello
        : reader.ValueTextEquals("status"u8) ? ClientFrameType.Status
        : reader.ValueTextEquals("cancel"u8) ? ClientFrameType.Cancel
        : reader.ValueTextEquals("subscribe"u8) ? ClientFrameType.Subscribe
        : reader.ValueTextEquals("unsubscribe"u8) ? ClientFrameType.Unsubscribe
        : ClientFrameType.Unknown;

    private void ReadField(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader, out string field)
    {
        field = "";
        if (reader.ValueTextEquals("body"u8))
        {
            reader.Read();
            Body = JsonText.SliceValue(utf8, ref reader);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            field = "id";
            Id = ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("op"u8))
        {
            field = "op";
            Op = ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("deadline_ms"u8))
        {
            field = "deadline_ms";
            DeadlineMs = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("seq"u8))
        {
            field = "seq";
            Seq = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("partition"u8))
        {
            field = "partition";
            Partition = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("offset"u8))
        {
            field = "offset";
            Offset = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("ticket"u8))
        {
            field = "ticket";
            Ticket = ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("session"u8))
        {
            field = "session";
            Session = ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("channel"u8))
        {
            field = "channel";
            Channel = ReadString(ref reader);
        }
        else if (reader.ValueTextEquals("pending"u8))
        {
            field = "pending";
            Pending = ReadPending(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private static long? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();
    }

    private static List<PendingReference>? ReadPending(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException();
        }

        var items = new List<PendingReference>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.StartObject
                ? ReadReference(ref reader)
                : new PendingReference(reader.GetString() ?? throw new FormatException(), null));
        }

        return items;
    }

    private static PendingReference ReadReference(ref Utf8JsonReader reader)
    {
        string? id = null;
        long? partition = null, offset = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("partition"u8))
            {
                partition = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                offset = ReadNumber(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new PendingReference(id ?? throw new FormatException(), PositionOf(partition, offset));
    }

    private static LogPosition? PositionOf(long? partition, long? offset) =>
        partition is >= 0 and <= int.MaxValue && offset >= 0
            ? new LogPosition((int)partition.Value, offset.Value)
            : null;
}
