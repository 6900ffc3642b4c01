using System.Diagnostics;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>Where values come from: they are due at a fixed rate whatever has become of those before, and say when.</summary>
internal static class FanOutSource
{
    /// <summary>Publishes, and then the end.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="rate">Values a second.</param>
    /// <param name="warmUp">Seconds before those that count: servers compile their busy code again and again at first.</param>
    /// <param name="seconds">Seconds that count.</param>
    public static Task<FanOutSent> RunAsync(FanOutServer server, double rate, double warmUp, double seconds) =>
        Task.Factory.StartNew(
            () => Run(server, (long)Math.Ceiling(rate * warmUp), rate, seconds),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();

    /// <summary>Publishes one value after the other, each as soon as the one before was taken, and then the end.</summary>
    public static async Task<FanOutSent> RunUnpacedAsync(FanOutServer server, double seconds)
    {
        var cpuBefore = server.CpuSeconds();
        var values = 0L;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; values++)
        {
            await server.PublishAsync(FanOutValue.At(Stopwatch.GetTimestamp(), FanOutValue.Counted).ToUtf8());
        }

        await server.PublishAsync(FanOutValue.At(Stopwatch.GetTimestamp(), FanOutValue.End).ToUtf8());
        return new FanOutSent(values, cpuBefore);
    }

    private static async Task<FanOutSent> Run(FanOutServer server, long warmUp, double rate, double seconds)
    {
        Native.SharpenTimers();
        var poll = Native.OpenPoll();
        var interval = Stopwatch.Frequency / rate;
        var total = warmUp + (long)(rate * seconds);
        var cpuBefore = 0.0;
        var taken = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var number = 0L; number < total; number++)
        {
            if (number == warmUp)
            {
                cpuBefore = server.CpuSeconds();
            }

            var due = start + (long)(number * interval);
            WaitUntil(poll, due);
            taken.Add(server.PublishAsync(FanOutValue.At(due, number < warmUp ? FanOutValue.WarmUp : FanOutValue.Counted).ToUtf8()));
        }

        WaitUntil(poll, start + (long)(total * interval));
        await Task.WhenAll(taken);

        // Conflation must not put the end in the place of the last value, so it comes a while after.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await server.PublishAsync(FanOutValue.At(Stopwatch.GetTimestamp(), FanOutValue.End).ToUtf8());
        return new FanOutSent(total - warmUp, cpuBefore);
    }

    private static void WaitUntil(int poll, long due)
    {
        Span<int> none = stackalloc int[1];
        while (due - Stopwatch.GetTimestamp() is > 0 and var ticks)
        {
            Native.Wait(poll, none, ticks * 1_000_000_000L / Stopwatch.Frequency);
        }
    }
}

/// <summary>What was published.</summary>
/// <param name="Values">Values that count.</param>
/// <param name="CpuBefore">Processor time of the server until the first of them, in seconds.</param>
internal sealed record FanOutSent(long Values, double CpuBefore);
