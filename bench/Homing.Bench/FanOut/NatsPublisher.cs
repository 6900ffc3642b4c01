using System.Net;
using System.Net.Sockets;
using System.Text;
using Homing.Bench.RoundTrip;

namespace Homing.Bench.FanOut;

/// <summary>Publishes each value to a subject, over TCP.</summary>
internal sealed class NatsPublisher : IFanOutPublisher
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public NatsPublisher(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Send(Encoding.ASCII.GetBytes(NatsText.Connect));
    }

    public async Task PublishAsync(byte[] value) =>
        await _socket.SendAsync(NatsText.Publish(FanOutChannel.Channel, null, Encoding.UTF8.GetString(value)));

    public void Dispose() => _socket.Dispose();
}
