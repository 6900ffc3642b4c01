using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.Scale;

/// <summary>
/// Connections that only ping, as idle clients do, each as soon as it has its pong. Says when they stand and are warm, and then
/// how many pings there were.
/// </summary>
internal static class PingProcess
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly byte[] Ping = WebSocketFrame.Build(WebSocketFrame.Text, "{\"type\":\"ping\"}");

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        var tickets = new string[arguments.Number("connections", 1)];
        for (var index = 0; index < tickets.Length; index++)
        {
            tickets[index] = await Tickets.NextAsync(http);
        }

        var sockets = Array.ConvertAll(tickets, ticket => Connect(server, ticket));
        _ = Run(sockets, WarmUp);
        Console.WriteLine(ChildProcess.ReadyLine);
        var pings = Run(sockets, TimeSpan.FromSeconds(arguments.Real("seconds", 1)));
        Console.WriteLine(BenchJson.ToLine(new PingFigures(pings)));
        Array.ForEach(sockets, socket => socket.Dispose());
        return 0;
    }

    private static RawWebSocket Connect(IPEndPoint server, string ticket)
    {
        var socket = RawWebSocket.Connect(server, "/ws", "homing.v1", null, new ByteQueue(1 << 10));
        socket.Send(WebSocketFrame.Build(WebSocketFrame.Text, $"{{\"type\":\"hello\",\"ticket\":\"{ticket}\"}}"));
        Expect(socket, "{\"type\":\"welcome\""u8);
        return socket;
    }

    private static long Run(RawWebSocket[] sockets, TimeSpan time)
    {
        var (pings, start) = (0L, TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(start) < time)
        {
            Array.ForEach(sockets, socket => socket.Send(Ping));
            Array.ForEach(sockets, socket => Expect(socket, "{\"type\":\"pong\""u8));
            pings += sockets.Length;
        }

        return pings;
    }

    private static void Expect(RawWebSocket socket, ReadOnlySpan<byte> start)
    {
        if (!socket.Receive().StartsWith(start))
        {
            throw new IOException("The gateway sent something else.");
        }
    }
}

/// <summary>What a ping process prints.</summary>
internal sealed record PingFigures(long Pings);
