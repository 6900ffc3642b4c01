using System.Net;
using System.Net.Sockets;

namespace Homing.Fleet;

/// <summary>Ports of the loopback interface on which nobody listens.</summary>
internal static class Ports
{
    // Below those that the system gives to outgoing connections: the port of a process that was killed is still free when
    // it starts again, whatever its clients did meanwhile.
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>So many ports, none of them twice.</summary>
    public static int[] Free(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(First, Last);
            if (!ports.Contains(port) && IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
