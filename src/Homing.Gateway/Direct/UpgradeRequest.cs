using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Homing.Gateway.Direct;

/// <summary>What the first bytes of a connection are.</summary>
internal enum UpgradeVerdict
{
    /// <summary>Not decided before more bytes come.</summary>
    Incomplete,

    /// <summary>Anything but a plain upgrade of <c>/ws</c>: left to the HTTP server, which knows all the rest.</summary>
    Other,

    /// <summary>A WebSocket upgrade of <c>/ws</c>.</summary>
    Upgrade,
}

/// <summary>A WebSocket upgrade of <c>/ws</c> that was recognised.</summary>
/// <param name="Length">How many bytes the request takes.</param>
/// <param name="Response">The response to it.</param>
/// <param name="IsOffered">Whether the client named the subprotocol.</param>
/// <param name="Host">Its <c>Host</c>.</param>
/// <param name="Origin">Its <c>Origin</c>; null where it has none.</param>
/// <param name="IsForwarded">Whether it says that it came through a proxy.</param>
internal sealed record Upgrade(int Length, byte[] Response, bool IsOffered, string Host, string? Origin, bool IsForwarded);

/// <summary>
/// Recognises the one HTTP request that opens a WebSocket (RFC 6455, 4.2.1), and nothing else. One that brings a cookie or
/// a token is left to the HTTP server too, which knows how to tell who that is.
/// </summary>
internal static class UpgradeRequest
{
    /// <summary>A longer head is not looked at.</summary>
    public const int MaxHead = 4096;

    private const int KeyLength = 24;
    private static ReadOnlySpan<byte> Start => "GET /ws HTTP/1.1\r\n"u8;

    private static ReadOnlySpan<byte> Forwarded => "x-forwarded-"u8;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Looks at what came in so far.</summary>
    /// <param name="input">From the connection's first byte on.</param>
    /// <param name="subProtocol">The only subprotocol that is taken.</param>
    /// <param name="upgrade">For an upgrade: what it is.</param>
    public static UpgradeVerdict Read(ReadOnlySequence<byte> input, string subProtocol, out Upgrade? upgrade)
    {
        upgrade = null;
        Span<byte> head = stackalloc byte[(int)Math.Min(input.Length, MaxHead)];
        input.Slice(0, head.Length).CopyTo(head);
        var compared = Math.Min(head.Length, Start.Length);
        if (!head[..compared].SequenceEqual(Start[..compared]))
        {
            return UpgradeVerdict.Other;
        }

        var end = head.IndexOf(End);
        if (end < 0)
        {
            return head.Length < MaxHead ? UpgradeVerdict.Incomplete : UpgradeVerdict.Other;
        }

        upgrade = ReadFields(head[Start.Length..(end + 2)], end + End.Length, subProtocol);
        return upgrade is null ? UpgradeVerdict.Other : UpgradeVerdict.Upgrade;
    }

    // Null where it is not plainly an upgrade.
    private static Upgrade? ReadFields(ReadOnlySpan<byte> fields, int length, string subProtocol)
    {
        ReadOnlySpan<byte> key = default;
        string? host = null, origin = null;
        var (upgrade, connection, version, offered, forwarded) = (false, false, false, false, false);
        while (!fields.IsEmpty)
        {
            var end = fields.IndexOf("\r\n"u8);
            var line = fields[..end];
            fields = fields[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                return null;
            }

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Is(name, "host"u8))
            {
                host = Encoding.Latin1.GetString(value);
            }
            else if (Is(name, "origin"u8))
            {
                origin = Encoding.Latin1.GetString(value);
            }
            else if (Is(name, "upgrade"u8))
            {
                upgrade = Is(value, "websocket"u8);
            }
            else if (Is(name, "connection"u8))
            {
                connection = HasToken(value, "upgrade"u8);
            }
            else if (Is(name, "sec-websocket-version"u8))
            {
                version = value.SequenceEqual("13"u8);
            }
            else if (Is(name, "sec-websocket-key"u8))
            {
                key = value;
            }
            else if (Is(name, "sec-websocket-protocol"u8))
            {
                offered = HasToken(value, Encoding.ASCII.GetBytes(subProtocol));
                if (!offered)
                {
                    return null;
                }
            }
            else if (name.Length > Forwarded.Length && Is(name[..Forwarded.Length], Forwarded))
            {
                forwarded = true;
            }
            else if (Is(name, "cookie"u8) || Is(name, "authorization"u8)
                || Is(name, "content-length"u8) || Is(name, "transfer-encoding"u8))
            {
                return null;
            }
        }

        Span<byte> decoded = stackalloc byte[KeyLength];
        return host is not null && upgrade && connection && version && key.Length == KeyLength
            && System.Buffers.Text.Base64.DecodeFromUtf8(key, decoded, out _, out var bytes) == OperationStatus.Done
            && bytes == 16
            ? new Upgrade(length, Respond(key, offered ? subProtocol : null), offered, host, origin, forwarded) : null;
    }

    private static byte[] Respond(ReadOnlySpan<byte> key, string? subProtocol)
    {
        Span<byte> proof = [.. key, .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8];
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; nothing secret depends on it.
        var accept = Convert.ToBase64String(SHA1.HashData(proof));
#pragma warning restore CA5350
        var protocol = subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n";
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Accept: {accept}\r\n{protocol}\r\n");
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) =>
        Ascii.EqualsIgnoreCase(text, lowerCase);

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Is(list[range].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }
}
