using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Homing.Client.Protocol;

/// <summary>The frames that a client sends, as UTF-8.</summary>
internal static class ClientFrame
{
    private static readonly JsonWriterOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static byte[] Ping { get; } = Write("ping", static _ => { });

    public static byte[] Hello(
        Credential credential, IEnumerable<(string Id, LogPosition? Accepted)> pending, IEnumerable<ChannelPosition> channels) =>
        Write("hello", writer =>
        {
            writer.WriteString(credential.IsSession ? "session"u8 : "ticket"u8, credential.Value);
            writer.WriteStartArray("pending"u8);
            foreach (var (id, accepted) in pending)
            {
                if (accepted is { } at)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, id);
                    WritePosition(writer, at);
                    writer.WriteEndObject();
                }
                else
                {
                    writer.WriteStringValue(id);
                }
            }

            writer.WriteEndArray();
            writer.WriteStartArray("channels"u8);
            foreach (var channel in channels)
            {
                writer.WriteStartObject();
                writer.WriteString("channel"u8, channel.Channel);
                writer.WriteNumber("epoch"u8, channel.Epoch);
                writer.WriteNumber("offset"u8, channel.Offset);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    public static byte[] Request(string id, string op, TimeSpan deadline, ReadOnlyMemory<byte> body) =>
        Write("request", writer =>
        {
            writer.WriteString("id"u8, id);
            writer.WriteString("op"u8, op);
            writer.WriteNumber("deadline_ms"u8, Math.Max(1, (long)Math.Ceiling(deadline.TotalMilliseconds)));
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(body.Span, skipInputValidation: true);
        });

    public static byte[] Cancel(string id, LogPosition? accepted) => Write("cancel", writer =>
    {
        writer.WriteString("id"u8, id);
        if (accepted is { } at)
        {
            WritePosition(writer, at);
        }
    });

    public static byte[] Ack(long seq) => Write("ack", writer => writer.WriteNumber("seq"u8, seq));

    public static byte[] Subscribe(string channel, ChannelPosition? since, TimeSpan? minInterval) =>
        Write("subscribe", writer =>
        {
            writer.WriteString("channel"u8, channel);
            if (since is { } at)
            {
                writer.WriteStartObject("since"u8);
                writer.WriteNumber("epoch"u8, at.Epoch);
                writer.WriteNumber("offset"u8, at.Offset);
                writer.WriteEndObject();
            }

            if (minInterval is { } interval)
            {
                writer.WriteNumber("min_interval_ms"u8, (long)interval.TotalMilliseconds);
            }
        });

    public static byte[] Unsubscribe(string channel) =>
        Write("unsubscribe", writer => writer.WriteString("channel"u8, channel));

    private static void WritePosition(Utf8JsonWriter writer, LogPosition at)
    {
        writer.WriteNumber("partition"u8, at.Partition);
        writer.WriteNumber("offset"u8, at.Offset);
    }

    private static byte[] Write(string type, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            fields(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>What a hello shows: a ticket the first time, the session after that.</summary>
internal readonly record struct Credential(string Value, bool IsSession);

/// <summary>Where in the log a request was accepted.</summary>
internal readonly record struct LogPosition(int Partition, long Offset);

/// <summary>How far a channel was read.</summary>
internal readonly record struct ChannelPosition(string Channel, long Epoch, long Offset);
