using System.Net;
using System.Net.Sockets;

namespace Homing.Testing;

/// <summary>
/// Ports of the loopback interface on which nobody listens. Below those that the system gives to outgoing connections: a
/// port stays free until it is bound, and while its server is down, whatever the tests beside this one connect to.
/// </summary>
public static class Ports
{
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>The first of so many consecutive ports.</summary>
    public static int Free(int count = 1)
    {
        while (true)
        {
            var first = Random.Shared.Next(First, Last - count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
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
