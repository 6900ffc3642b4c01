using System.Net;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.Idle;

/// <summary>What a client of one of the servers does before it falls silent: it connects, greets, and asks once.</summary>
internal abstract class ClientScript : IDisposable
{
    public static ClientScript For(string system, IPEndPoint server) => system switch
    {
        "homing" or "homing-http" => new HomingScript(server),
        "signalr" => new SignalRScript(server),
        _ => new RawScript(server),
    };

    /// <summary>Runs it once.</summary>
    /// <param name="source">The address to come from.</param>
    /// <param name="input">A buffer that is empty again afterwards.</param>
    public abstract Task<RawWebSocket> RunAsync(IPAddress source, ByteQueue input);

    public virtual void Dispose()
    {
    }

    private static byte[] Text(string payload) => WebSocketFrame.Build(WebSocketFrame.Text, payload);

    private static void Expect(RawWebSocket socket, string start)
    {
        var frame = socket.Receive();
        if (!frame.StartsWith(Encoding.UTF8.GetBytes(start)))
        {
            throw new IOException($"In place of {start}: {Encoding.UTF8.GetString(frame)}");
        }
    }

    private sealed class HomingScript(IPEndPoint server) : ClientScript
    {
        private static readonly byte[] Request =
            Text("{\"type\":\"request\",\"id\":\"1\",\"op\":\"echo\",\"body\":{\"text\":\"hello\"}}");

        private static readonly byte[] Ack = Text("{\"type\":\"ack\",\"seq\":1}");
        private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{server}") };

        public override async Task<RawWebSocket> RunAsync(IPAddress source, ByteQueue input)
        {
            var ticket = await Tickets.NextAsync(_http);
            var socket = RawWebSocket.Connect(server, "/ws", "homing.v1", source, input);
            socket.Send(Text($"{{\"type\":\"hello\",\"ticket\":\"{ticket}\"}}"));
            Expect(socket, "{\"type\":\"welcome\"");
            socket.Send(Request);
            Expect(socket, "{\"type\":\"accepted\"");
            Expect(socket, "{\"type\":\"response\"");
            socket.Send(Ack);
            return socket;
        }

        public override void Dispose()
        {
            _http.Dispose();
            base.Dispose();
        }
    }

    private sealed class SignalRScript(IPEndPoint server) : ClientScript
    {
        private static readonly byte[] Handshake = Text("{\"protocol\":\"json\",\"version\":1}\u001e");
        private static readonly byte[] Call =
            Text("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Echo\",\"arguments\":[\"hello\"]}\u001e");

        public override Task<RawWebSocket> RunAsync(IPAddress source, ByteQueue input)
        {
            var socket = RawWebSocket.Connect(server, "/hub", null, source, input);
            socket.Send(Handshake);
            Expect(socket, "{}");
            socket.Send(Call);
            Expect(socket, "{\"type\":3");
            return Task.FromResult(socket);
        }
    }

    private sealed class RawScript(IPEndPoint server) : ClientScript
    {
        private static readonly byte[] Hello = Text("hello");

        public override Task<RawWebSocket> RunAsync(IPAddress source, ByteQueue input)
        {
            var socket = RawWebSocket.Connect(server, "/ws", null, source, input);
            socket.Send(Hello);
            Expect(socket, "hello");
            return Task.FromResult(socket);
        }
    }
}
