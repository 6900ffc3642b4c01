using System.Net;
using System.Text;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>How a client of each system connects and watches.</summary>
internal static class FanOutWatchers
{
    private const int Input = 16 << 10;

    /// <summary>A client that has said all it has to say, and only reads from now on.</summary>
    public static async Task<RawWebSocket> ConnectAsync(string system, IPEndPoint server, HttpClient http) => system switch
    {
        FanOutSystem.Homing => WatchHoming(server, await Tickets.NextAsync(http)),
        FanOutSystem.SignalR => WatchSignalR(server),
        FanOutSystem.SocketIo => WatchSocketIo(server),
        FanOutSystem.Nats => WatchNats(server),
        FanOutSystem.Nchan => Connect(server, "/watch", null),
        FanOutSystem.Raw => Connect(server, "/", null),
        _ => throw new ArgumentException($"'{system}' is no system.", nameof(system)),
    };

    private static RawWebSocket WatchHoming(IPEndPoint server, string ticket)
    {
        var socket = Connect(server, "/ws", "homing.v1");
        Send(socket, $"{{\"type\":\"hello\",\"ticket\":\"{ticket}\"}}");
        Expect(socket, "{\"type\":\"welcome\"");
        Send(socket, $"{{\"type\":\"subscribe\",\"channel\":\"{FanOutChannel.Channel}\"}}");
        Expect(socket, "{\"type\":\"subscribed\"");
        return socket;
    }

    private static RawWebSocket WatchSignalR(IPEndPoint server)
    {
        var socket = Connect(server, "/hub", null);
        Send(socket, "{\"protocol\":\"json\",\"version\":1}\u001e");
        Expect(socket, "{}");

        // The hub answers calls only once the connection is in its group.
        Send(socket, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Echo\",\"arguments\":[\"hello\"]}\u001e");
        Expect(socket, "{\"type\":3");
        return socket;
    }

    // Packets of Engine.IO (0 open, 4 message) with those of Socket.IO within (0 connect).
    private static RawWebSocket WatchSocketIo(IPEndPoint server)
    {
        var socket = Connect(server, "/socket.io/?EIO=4&transport=websocket", null);
        Expect(socket, "0{");
        Send(socket, "40");
        Expect(socket, "40{");
        return socket;
    }

    private static RawWebSocket WatchNats(IPEndPoint server)
    {
        var socket = Connect(server, "/", null);
        Expect(socket, "INFO ");
        Send(socket, NatsText.Connect + $"SUB {FanOutChannel.Channel} 1\r\nPING\r\n");
        Expect(socket, "PONG");
        return socket;
    }

    private static RawWebSocket Connect(IPEndPoint server, string path, string? subProtocol) =>
        RawWebSocket.Connect(server, path, subProtocol, null, new ByteQueue(Input));

    private static void Send(RawWebSocket socket, string text) =>
        socket.Send(WebSocketFrame.Build(WebSocketFrame.Text, text));

    private static void Expect(RawWebSocket socket, string answer)
    {
        var frame = socket.Receive();
        if (!frame.StartsWith(Encoding.UTF8.GetBytes(answer)))
        {
            throw new IOException($"In place of {answer}: {Encoding.UTF8.GetString(frame)}");
        }
    }
}
