using System.Diagnostics;
using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>
/// The watchers, on one thread: they read all the while and count what comes and how late it is. The same code reads from
/// every system: frames off the socket, and the values within them.
/// </summary>
internal static class FanOutLoad
{
    private static readonly long Patience = 30 * Stopwatch.Frequency;
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        var watchers = new RawWebSocket[arguments.Number("watchers", 1)];
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        for (var index = 0; index < watchers.Length; index++)
        {
            watchers[index] = await FanOutWatchers.ConnectAsync(arguments.Required("system"), server, http);
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
        var (firstDue, lastRead) = (0L, 0L);
        var (cpuBefore, cpuAfter) = (TimeSpan.Zero, TimeSpan.Zero);
        while (ended < watchers.Length && Stopwatch.GetTimestamp() < until)
        {
            var count = Native.Wait(poll, ready, 10_000_000);
            until = count > 0 ? Stopwatch.GetTimestamp() + Patience : until;
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
                            if (latencies.Count == 0)
                            {
                                (firstDue, cpuBefore) = (due, Environment.CpuUsage.TotalTime);
                            }

                            latencies.Record((long)((now - due) * NanosecondsPerTick));
                            lastRead = now;
                        }
                        else if (phase == FanOutValue.End && ended++ == 0)
                        {
                            cpuAfter = Environment.CpuUsage.TotalTime;
                        }
                    }
                }
            }
        }

        return new FanOutReceipt(
            latencies.Count,
            Math.Round((lastRead - firstDue) / (double)Stopwatch.Frequency, 4),
            Math.Round((cpuAfter - cpuBefore).TotalSeconds, 4),
            latencies.Milliseconds(0.5),
            latencies.Milliseconds(0.99),
            Math.Round(latencies.Max / 1e6, 3),
            ended);
    }
}

/// <summary>What the watchers counted; latencies in milliseconds, from when a value was due until it was read.</summary>
/// <param name="Deliveries">Values of the counted time, over all watchers.</param>
/// <param name="Seconds">From when the first of them was due until the last was read.</param>
/// <param name="CpuSeconds">Processor time that the watchers used for them.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
/// <param name="Ended">Watchers that saw the end.</param>
internal sealed record FanOutReceipt(
    long Deliveries, double Seconds, double CpuSeconds, double P50, double P99, double Max, int Ended);
