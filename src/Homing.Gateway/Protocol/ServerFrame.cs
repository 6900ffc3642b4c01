using Homing.Gateway.Answers;
using Homing.Messages;

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
        string clientId, string session, int apiId, long epoch, bool resumed, GatewayOptions options)
    {
        var frame = new PooledBuffer(512);
        Write(frame, "{\"type\":\"welcome\",\"client_id\":"u8);
        JsonText.WriteString(frame, clientId);
        Write(frame, ",\"session\":"u8);
        JsonText.WriteString(frame, session);
        WriteNumber(frame, ",\"api_id\":"u8, apiId);
        WriteNumber(frame, ",\"epoch\":"u8, epoch);
        Write(frame, resumed ? ",\"resumed\":true"u8 : ",\"resumed\":false"u8);
        WriteNumber(frame, ",\"ping_ms\":"u8, (long)options.PingInterval.TotalMilliseconds);
        WriteNumber(frame, ",\"max_frame_bytes\":"u8, options.MaxFrameBytes);
        WriteNumber(frame, ",\"max_in_flight\":"u8, options.MaxInFlight);
        WriteNumber(frame, ",\"resume_ttl_ms\":"u8, (long)options.ResumeTtl.TotalMilliseconds);
        WriteNumber(frame, ",\"reconnect_window_ms\":"u8, (long)options.ReconnectWindow.TotalMilliseconds);
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

    public static PooledBuffer Error(string? id, string code, string detail, bool retry, TimeSpan? retryAfter = null)
    {
        var frame = new PooledBuffer(256);
        Write(frame, "{\"type\":\"error\""u8);
        if (id is not null)
        {
            Write(frame, ",\"id\":"u8);
            JsonText.WriteString(frame, id);
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
