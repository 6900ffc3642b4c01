using System.Buffers;
using System.Net.WebSockets;

namespace Homing.Gateway.Connections;

/// <summary>Reads whole text frames of a socket into rented buffers.</summary>
internal static class FrameReader
{
    private const int FirstRent = 4096;

    /// <summary>Reads one frame, of which the first bytes are there already.</summary>
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
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public FrameEnd? End => end;

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
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
