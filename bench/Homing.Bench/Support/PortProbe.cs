using System.Net;
using System.Net.Sockets;

namespace Homing.Bench.Support;

internal static class PortProbe
{
    private const int Tries = 200;

    /// <summary>Completes when somebody listens there.</summary>
    public static async Task WaitAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
