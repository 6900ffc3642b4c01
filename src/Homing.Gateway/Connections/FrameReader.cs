using System.Buffers;
using System.Net.WebSockets;

namespace Homing.Gateway.Connections;

/// <summary>Reads whole text frames of a socket into rented buffers.</summary>
internal static class FrameReader
{
    private const int FirstRent = 4096;

    /// <summary>
    /// Reads the frame that a read of zero bytes has announced. Such a read takes in what has no bytes to it: a close,
    /// or an empty frame.
    /// </summary>
    public static ValueTask<ReceivedFrame> ReadAsync(
        WebSocket socket, ValueWebSocketReceiveResult announced, int maxBytes) =>
        announced.MessageType == WebSocketMessageType.Close ? ValueTask.FromResult(ReceivedFrame.Ended(FrameEnd.Closed))
        : announced.MessageType == WebSocketMessageType.Binary ? ValueTask.FromResult(ReceivedFrame.Ended(FrameEnd.Binary))
        : announced.EndOfMessage ? ValueTask.FromResult(ReceivedFrame.Empty)
        : ReadAsync(socket, maxBytes);

    /// <summary>Reads one frame.</summary>
    public static async ValueTask<ReceivedFrame> ReadAsync(WebSocket socket, int maxBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstRent, maxBytes + 1));
        var length = 0;
        FrameEnd? end = null;
        try
        {
            while (end is null)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += read.Count;
                end = read.MessageType == WebSocketMessageType.Close ? FrameEnd.Closed
                    : read.MessageType == WebSocketMessageType.Binary ? FrameEnd.Binary
                    : length > maxBytes ? FrameEnd.TooBig
                    : null;
                if (end is null && read.EndOfMessage)
                {
                    return new ReceivedFrame(buffer, length, null);
                }

                if (end is null && length == buffer.Length)
                {
                    buffer = Enlarge(buffer, maxBytes + 1);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        return new ReceivedFrame(buffer, length, end);
    }

    private static byte[] Enlarge(byte[] buffer, int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, limit));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>A frame in a rented buffer, or why there is none.</summary>
internal readonly struct ReceivedFrame(byte[] buffer, int length, FrameEnd? end) : IDisposable
{
    public static ReceivedFrame Empty => new([], 0, null);

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public FrameEnd? End => end;

    public static ReceivedFrame Ended(FrameEnd end) => new([], 0, end);

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>Why no more frames are read.</summary>
internal enum FrameEnd
{
    /// <summary>The client closed, or is gone.</summary>
    Closed,

    /// <summary>The frame was binary.</summary>
    Binary,

    /// <summary>The frame was too big.</summary>
    TooBig,
}
