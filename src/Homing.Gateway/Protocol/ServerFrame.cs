using Homing.Gateway.Answers;
using Homing.Leases;
using Homing.Messages;
using Homing.Streams;

namespace Homing.Gateway.Protocol;

/// <summary>Writes the frames that go to clients; each buffer is the receiver's to dispose.</summary>
internal static class ServerFrame
{
    public static PooledBuffer Pong()
    {
        var frame = new PooledBuffer(32);
        Write(frame, "{\"type\":\"pong\"}"u8);
        return frame;
    }

    public static PooledBuffer Welcome(
        string clientId, string session, Lease lease, bool resumed, TimeSpan reconnectWindow, GatewayOptions options)
    {
        var frame = new PooledBuffer(512);
        Write(frame, "{\"type\":\"welcome\",\"client_id\":"u8);
        JsonText.WriteString(frame, clientId);
        Write(frame, ",\"session\":"u8);
        JsonText.WriteString(frame, session);
        WriteNumber(frame, ",\"api_id\":"u8, lease.Id);
        WriteNumber(frame, ",\"epoch\":"u8, lease.Epoch);
        Write(frame, resumed ? ",\"resumed\":true"u8 : ",\"resumed\":false"u8);
        WriteNumber(frame, ",\"ping_ms\":"u8, (long)options.PingInterval.TotalMilliseconds);
        WriteNumber(frame, ",\"max_frame_bytes\":"u8, options.MaxFrameBytes);
        WriteNumber(frame, ",\"max_in_flight\":"u8, options.MaxInFlight);
        WriteNumber(frame, ",\"resume_ttl_ms\":"u8, (long)options.ResumeTtl.TotalMilliseconds);
        WriteNumber(frame, ",\"reconnect_window_ms\":"u8, (long)reconnectWindow.TotalMilliseconds);
        Write(frame, "}"u8);
        return frame;
    }

    public static PooledBuffer Accepted(string id, int partition, long offset)
    {
        var frame = new PooledBuffer(128);
        Write(frame, "{\"type\":\"accepted\",\"id\":"u8);
        JsonText.WriteString(frame, id);
        WriteNumber(frame, ",\"partition\":"u8, partition);
        WriteNumber(frame, ",\"offset\":"u8, offset);
        Write(frame, "}"u8);
        return frame;
    }

    public static PooledBuffer Response(string id, long seq, string op, bool isError, ReadOnlySpan<byte> content)
    {
        var frame = new PooledBuffer(content.Length + 128);
        Write(frame, "{\"type\":\"response\",\"id\":"u8);
        JsonText.WriteString(frame, id);
        WriteNumber(frame, ",\"seq\":"u8, seq);
        Write(frame, ",\"op\":"u8);
        JsonText.WriteString(frame, op);
        Write(frame, isError ? ",\"error\":"u8 : ",\"body\":"u8);
        Write(frame, content);
        Write(frame, "}"u8);
        return frame;
    }

    public static PooledBuffer Status(string id, RequestState state)
    {
        var frame = new PooledBuffer(128);
        Write(frame, "{\"type\":\"status\",\"id\":"u8);
        JsonText.WriteString(frame, id);
        Write(frame, state switch
        {
            RequestState.Accepted => ",\"state\":\"accepted\"}"u8,
            RequestState.Answered => ",\"state\":\"answered\"}"u8,
            RequestState.Expired => ",\"state\":\"expired\"}"u8,
            RequestState.Cancelled => ",\"state\":\"cancelled\"}"u8,
            _ => ",\"state\":\"unknown\"}"u8,
        });
        return frame;
    }

    public static PooledBuffer Push(long seq, string id, string topic, ReadOnlySpan<byte> body)
    {
        var frame = new PooledBuffer(body.Length + 128);
        Write(frame, "{\"type\":\"push\",\"id\":"u8);
        JsonText.WriteString(frame, id);
        WriteNumber(frame, ",\"seq\":"u8, seq);
        Write(frame, ",\"topic\":"u8);
        JsonText.WriteString(frame, topic);
        Write(frame, ",\"body\":"u8);
        Write(frame, body);
        Write(frame, "}"u8);
        return frame;
    }

    public static PooledBuffer Subscribed(string channel, ChannelPosition position, bool recovered)
    {
        var frame = new PooledBuffer(channel.Length + 128);
        Write(frame, "{\"type\":\"subscribed\",\"channel\":"u8);
        JsonText.WriteString(frame, channel);
        WriteNumber(frame, ",\"epoch\":"u8, position.Epoch);
        WriteNumber(frame, ",\"offset\":"u8, position.Offset);
        Write(frame, recovered ? ",\"recovered\":true}"u8 : ",\"recovered\":false}"u8);
        return frame;
    }

    public static PooledBuffer Event(string channel, ChannelValue value, long skipped)
    {
        var frame = new PooledBuffer(channel.Length + value.Body.Length + 192);
        Write(frame, "{\"type\":\"event\",\"channel\":"u8);
        JsonText.WriteString(frame, channel);
        WriteNumber(frame, ",\"epoch\":"u8, value.Position.Epoch);
        WriteNumber(frame, ",\"offset\":"u8, value.Position.Offset);
        Write(frame, ",\"at\":\""u8);
        JsonText.WriteTime(frame, value.At);
        WriteNumber(frame, "\",\"skipped\":"u8, skipped);
        Write(frame, ",\"body\":"u8);
        Write(frame, value.Body.Span);
        Write(frame, "}"u8);
        return frame;
    }

    /// <param name="id">The request that is refused; null where it is none.</param>
    /// <param name="code">One of <see cref="ErrorCode"/>.</param>
    /// <param name="detail">What is wrong, for people.</param>
    /// <param name="retry">Whether the same may be taken later.</param>
    /// <param name="retryAfter">When that may be.</param>
    /// <param name="channel">The channel that is refused; null where it is none.</param>
    public static PooledBuffer Error(
        string? id, string code, string detail, bool retry, TimeSpan? retryAfter = null, string? channel = null)
    {
        var frame = new PooledBuffer(256);
        Write(frame, "{\"type\":\"error\""u8);
        if (id is not null)
        {
            Write(frame, ",\"id\":"u8);
            JsonText.WriteString(frame, id);
        }

        if (channel is not null)
        {
            Write(frame, ",\"channel\":"u8);
            JsonText.WriteString(frame, channel);
        }

        Write(frame, ",\"code\":"u8);
        JsonText.WriteString(frame, code);
        Write(frame, ",\"detail\":"u8);
        JsonText.WriteString(frame, detail);
        Write(frame, retry ? ",\"retry\":true"u8 : ",\"retry\":false"u8);
        if (retryAfter is { } pause)
        {
            WriteNumber(frame, ",\"retry_after_ms\":"u8, (long)pause.TotalMilliseconds);
        }

        Write(frame, "}"u8);
        return frame;
    }

    public static PooledBuffer GoAway(TimeSpan retryAfter, TimeSpan window)
    {
        var frame = new PooledBuffer(128);
        WriteNumber(frame, "{\"type\":\"goaway\",\"retry_after_ms\":"u8, (long)retryAfter.TotalMilliseconds);
        WriteNumber(frame, ",\"window_ms\":"u8, (long)window.TotalMilliseconds);
        Write(frame, "}"u8);
        return frame;
    }

    private static void Write(PooledBuffer frame, ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(frame.GetSpan(utf8.Length));
        frame.Advance(utf8.Length);
    }

    private static void WriteNumber(PooledBuffer frame, ReadOnlySpan<byte> name, long value)
    {
        Write(frame, name);
        JsonText.WriteNumber(frame, value);
    }
}
