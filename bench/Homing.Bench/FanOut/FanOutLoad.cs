using System.Diagnostics;
using System.Net;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>The watchers, on one thread: they read all the while and count what comes and how late it is.</summary>
internal static class FanOutLoad
{
    private const int Input = 16 << 10;
    private static readonly long Patience = 30 * Stopwatch.Frequency;
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        var homing = arguments.Required("system") == "homing";
        var watchers = new RawWebSocket[arguments.Number("watchers", 1)];
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        for (var index = 0; index < watchers.Length; index++)
        {
            watchers[index] = homing
                ? WatchHoming(server, await Tickets.NextAsync(http))
                : WatchSignalR(server);
        }

        Console.WriteLine(ChildProcess.ReadyLine);
        Console.WriteLine(BenchJson.ToLine(Read(watchers)));
        return 0;
    }

    private static FanOutReceipt Read(RawWebSocket[] watchers)
    {
        Native.SharpenTimers();
        var poll = Native.OpenPoll();
        foreach (var (index, watcher) in watchers.Index())
        {
            watcher.StopBlocking();
            Native.Watch(poll, watcher.Descriptor, index);
        }

        var latencies = new LatencyHistogram();
        Span<int> ready = stackalloc int[256];
        var (ended, until) = (0, Stopwatch.GetTimestamp() + Patience);
        while (ended < watchers.Length && Stopwatch.GetTimestamp() < until)
        {
            var count = Native.Wait(poll, ready, 10_000_000);
            foreach (var index in ready[..count])
            {
                watchers[index].TryReceive();
                while (watchers[index].TryTake(out var frame))
                {
                    var now = Stopwatch.GetTimestamp();
                    while (FanOutValue.TryFind(ref frame, out var due, out var phase))
                    {
                        if (phase == FanOutValue.Counted)
                        {
                            latencies.Record((long)((now - due) * NanosecondsPerTick));
                        }

                        ended += phase == FanOutValue.End ? 1 : 0;
                    }
                }
            }
        }

        return new FanOutReceipt(
            latencies.Count, latencies.Milliseconds(0.5), latencies.Milliseconds(0.99), Math.Round(latencies.Max / 1e6, 3), ended);
    }

    private static RawWebSocket WatchHoming(IPEndPoint server, string ticket)
    {
        var socket = RawWebSocket.Connect(server, "/ws", "homing.v1", null, new ByteQueue(Input));
        Send(socket, $"{{\"type\":\"hello\",\"ticket\":\"{ticket}\"}}", "{\"type\":\"welcome\"");
        Send(socket, $"{{\"type\":\"subscribe\",\"channel\":\"{FanOutSource.Channel}\"}}", "{\"type\":\"subscribed\"");
        return socket;
    }

    private static RawWebSocket WatchSignalR(IPEndPoint server)
    {
        var socket = RawWebSocket.Connect(server, "/hub", null, null, new ByteQueue(Input));
        Send(socket, "{\"protocol\":\"json\",\"version\":1}\u001e", "{}");

        // The hub answers calls only once the connection is in its group.
        Send(
            socket,
            "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Echo\",\"arguments\":[\"hello\"]}\u001e",
            "{\"type\":3");
        return socket;
    }

    private static void Send(RawWebSocket socket, string text, string answer)
    {
        socket.Send(WebSocketFrame.Build(WebSocketFrame.Text, text));
        var frame = socket.Receive();
        if (!frame.StartsWith(Encoding.UTF8.GetBytes(answer)))
        {
            throw new IOException($"In place of {answer}: {Encoding.UTF8.GetString(frame)}");
        }
    }
}

/// <summary>What the watchers counted; times in milliseconds, from when a value was due until it was read.</summary>
/// <param name="Deliveries">Values of the counted time, over all watchers.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
/// <param name="Ended">Watchers that saw the end.</param>
internal sealed record FanOutReceipt(long Deliveries, double P50, double P99, double Max, int Ended);
