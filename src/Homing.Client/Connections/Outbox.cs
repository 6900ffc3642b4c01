using System.Net.WebSockets;
using System.Threading.Channels;

namespace Homing.Client.Connections;

/// <summary>The frames that wait to be sent on one socket. Bounded in bytes: who fills it is told so.</summary>
internal sealed class Outbox
{
    /// <summary>Past this no new requests are given to it.</summary>
    public const int RoomBytes = 256 * 1024;

    /// <summary>Past this nothing is: the peer has stopped reading.</summary>
    public const int LimitBytes = 4 * 1024 * 1024;

    private readonly Channel<byte[]> _frames =
        Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    private long _bytes;

    public bool HasRoom => Interlocked.Read(ref _bytes) < RoomBytes;

    /// <returns>False where it is over its limit or closed.</returns>
    public bool TryPost(byte[] frame)
    {
        if (Interlocked.Read(ref _bytes) > LimitBytes)
        {
            return false;
        }

        Interlocked.Add(ref _bytes, frame.Length);
        return _frames.Writer.TryWrite(frame);
    }

    /// <summary>Nothing more comes; what is there is still sent.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>Sends until it is completed and empty.</summary>
    /// <param name="socket">The socket, which nobody else sends on.</param>
    /// <param name="onRoom">Called each time there is room again.</param>
    /// <param name="cancellationToken">Gives up what is left.</param>
    public async Task RunAsync(WebSocket socket, Action onRoom, CancellationToken cancellationToken)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            var left = Interlocked.Add(ref _bytes, -frame.Length);
            if (left < RoomBytes && left + frame.Length >= RoomBytes)
            {
                onRoom();
            }
        }
    }
}
