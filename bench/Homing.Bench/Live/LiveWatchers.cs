using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.Live;

/// <summary>
/// Watchers of single rides, on one thread: they read all the while, and count how old each position is by the time that the
/// log gave it, on the clock that all processes of the machine share.
/// </summary>
internal static class LiveWatchers
{
    private const int PerAddress = 2_000;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private static ReadOnlySpan<byte> Observed => "\"observed_at\":\""u8;

    private static ReadOnlySpan<byte> Skipped => "\"skipped\":"u8;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        var (first, rides) = (arguments.Number("first", 0), arguments.Number("rides", 1));
        var watchers = new RawWebSocket[arguments.Number("watchers", 1)];
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        for (var index = 0; index < watchers.Length; index++)
        {
            var source = new IPAddress([127, 0, 1, (byte)(1 + ((first + index) / PerAddress))]);
            var socket = RawWebSocket.Connect(server, "/ws", "homing.v1", source, new ByteQueue(4 << 10));
            Send(socket, $"{{\"type\":\"hello\",\"ticket\":\"{await Tickets.NextAsync(http)}\"}}", "{\"type\":\"welcome\"");
            var channel = "deliveries/" + LiveServer.Id((first + index) % rides);
            Send(socket, $"{{\"type\":\"subscribe\",\"channel\":\"{channel}\"}}", "{\"type\":\"subscribed\"");
            watchers[index] = socket;
        }

        Console.WriteLine(ChildProcess.ReadyLine);
        Console.WriteLine(BenchJson.ToLine(Read(watchers)));
        return 0;
    }

    // From the first position on, until none has come for a while. The first second is a warm-up.
    private static LiveReceipt Read(RawWebSocket[] watchers)
    {
        var poll = Native.OpenPoll();
        foreach (var (index, watcher) in watchers.Index())
        {
            watcher.StopBlocking();
            Native.Watch(poll, watcher.Descriptor, index);
        }

        var latencies = new LatencyHistogram();
        var skipped = 0L;
        Span<int> ready = stackalloc int[256];
        long begun = 0, last = 0;
        while (last == 0 || Stopwatch.GetElapsedTime(last) < Silence)
        {
            var count = Native.Wait(poll, ready, 100_000_000);
            foreach (var index in ready[..count])
            {
                watchers[index].TryReceive();
                while (watchers[index].TryTake(out var frame))
                {
                    var now = TimeProvider.System.GetUtcNow();
                    last = Stopwatch.GetTimestamp();
                    begun = begun == 0 ? last : begun;
                    if (Stopwatch.GetElapsedTime(begun, last) > TimeSpan.FromSeconds(1) && TryRead(frame, out var at, out var left))
                    {
                        latencies.Record((now - at).Ticks * 100);
                        skipped += left;
                    }
                }
            }
        }

        return new LiveReceipt(
            latencies.Count, skipped, latencies.Milliseconds(0.5), latencies.Milliseconds(0.99), Math.Round(latencies.Max / 1e6, 3));
    }

    private static bool TryRead(ReadOnlySpan<byte> frame, out DateTimeOffset at, out long skipped)
    {
        (at, skipped) = (default, 0);
        var (time, left) = (frame.IndexOf(Observed), frame.IndexOf(Skipped));
        if (time < 0 || left < 0)
        {
            return false;
        }

        var text = frame[(time + Observed.Length)..];
        text = text[..text.IndexOf((byte)'"')];
        return Utf8Parser.TryParse(frame[(left + Skipped.Length)..], out skipped, out _) && DateTimeOffset.TryParse(
            Encoding.ASCII.GetString(text), System.Globalization.CultureInfo.InvariantCulture, out at);
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

/// <summary>What the watchers of one process counted; times in milliseconds.</summary>
/// <param name="Events">That came, after the first second.</param>
/// <param name="Skipped">Older positions that were left out for them.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
internal sealed record LiveReceipt(long Events, long Skipped, double P50, double P99, double Max);
