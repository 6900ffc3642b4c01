using System.Globalization;
using System.Text;

namespace Homing.Bench.RoundTrip;

/// <summary>The little of the NATS protocol that is needed here, and the names that client and worker share.</summary>
internal static class NatsText
{
    public const string Requests = "req.";
    public const string CoreRequests = "creq.";
    public const string Answers = "ans.";
    public const string Connect =
        "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"version\":\"1\",\"protocol\":1,"
        + "\"headers\":false,\"no_responders\":false}\r\n";

    public static byte[] Publish(string subject, string? reply, string payload) => Encoding.UTF8.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"PUB {subject} {(reply is null ? "" : reply + " ")}{Encoding.UTF8.GetByteCount(payload)}\r\n{payload}\r\n"));

    /// <summary>Takes the first message off the bytes; anything else that the server says is passed over.</summary>
    /// <returns>Bytes used; 0 where no whole message is there yet.</returns>
    public static int Take(ReadOnlySpan<byte> bytes, out NatsMessage message)
    {
        message = default;
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        var line = bytes[..end];
        if (!line.StartsWith("MSG "u8))
        {
            message.Line = line;
            return end + 2;
        }

        line = line[4..];
        var space = line.IndexOf((byte)' ');
        var subject = line[..space];
        line = line[(space + 1)..];
        line = line[(line.IndexOf((byte)' ') + 1)..];
        var last = line.LastIndexOf((byte)' ');
        var length = int.Parse(line[(last + 1)..], CultureInfo.InvariantCulture);
        if (bytes.Length < end + 2 + length + 2)
        {
            return 0;
        }

        message.Subject = subject;
        message.Reply = last < 0 ? default : line[..last];
        message.Payload = bytes.Slice(end + 2, length);
        return end + 2 + length + 2;
    }
}

/// <summary>A message, or another line of the server; valid as long as the bytes it was read from.</summary>
internal ref struct NatsMessage
{
    /// <summary>What came in place of a message: INFO, PING, PONG, -ERR.</summary>
    public ReadOnlySpan<byte> Line;
    public ReadOnlySpan<byte> Subject;
    public ReadOnlySpan<byte> Reply;
    public ReadOnlySpan<byte> Payload;
}
