using System.Net;
using System.Net.Sockets;

namespace Homing.Fleet;

/// <summary>
/// Ports of the loopback interface for the servers that this process starts, from a block of its own: whoever else takes its ports
/// in this way has another. So a port stays free until it is bound, and while its server is down.
/// </summary>
internal static class PortBlock
{
    // Below those that the system gives to outgoing connections.
    private const int First = 15_000;
    private const int Blocks = 85;
    private const int Size = 200;

    // The first port of the block says that it is taken, for as long as this process lives.
    private static readonly TcpListener Claim = ClaimOne();
    private static readonly Lock Gate = new();
    private static int _used;

    /// <summary>The first of so many consecutive ports on which nobody listens; each is given again only when all others were.</summary>
    public static int Free(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Size);
        lock (Gate)
        {
            for (var tried = 0; tried < 2 * Size; tried++)
            {
                var offset = _used + count < Size ? _used + 1 : 1;
                _used = offset + count - 1;
                var first = ((IPEndPoint)Claim.LocalEndpoint).Port + offset;
                if (Enumerable.Range(first, count).All(IsFree))
                {
                    return first;
                }
            }
        }

        throw new InvalidOperationException($"There are no {count} consecutive ports that are free.");
    }

    private static TcpListener ClaimOne()
    {
        var start = Random.Shared.Next(Blocks);
        return Enumerable.Range(0, Blocks).Select(number => Listen(First + ((start + number) % Blocks * Size))).FirstOrDefault(claim => claim is not null)
            ?? throw new InvalidOperationException($"Every block of ports from {First} on is taken.");
    }

    private static bool IsFree(int port)
    {
        using var listener = Listen(port);
        return listener is not null;
    }

    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
