using System.Collections.Concurrent;
using System.Diagnostics;
using Homing.Bench.Support;
using Homing.Reports.Contracts;

namespace Homing.Bench.Reports;

/// <summary>
/// Reports at a fixed rate, at a provider that takes no time: from the moment when one was due to be asked for until who asked
/// was told, by popup and mail, so that all of it is ours. Open loop: one that is late does not hold back the next.
/// </summary>
internal static class Hops
{
    public static async Task<HopsRow> MeasureAsync(ReportServices services, int rate, TimeSpan time)
    {
        var due = new ConcurrentDictionary<Guid, long>();
        var (here, told) = (new LatencyHistogram(), new LatencyHistogram());
        services.Ledger.Happened += (happened, report) =>
        {
            // One thread reads, and calls.
            if (happened.Fact is ReportIsHere or ReportDelivered && due.TryGetValue(report.Id, out var began))
            {
                (happened.Fact is ReportIsHere ? here : told).Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            }
        };
        for (var number = 0; number < 2 * rate; number++)
        {
            // What is compiled and opened the first time is not ours.
            await services.AskAsync();
        }

        var count = (int)(rate * time.TotalSeconds);
        var start = Stopwatch.GetTimestamp();
        var asking = new List<Task>();
        for (var number = 0; number < count; number++)
        {
            var at = start + (number * Stopwatch.Frequency / rate);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            asking.Add(AskAsync(at));
        }

        await Task.WhenAll(asking);
        while (told.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return new HopsRow(
            rate, count, here.Milliseconds(0.5), here.Milliseconds(0.99), told.Milliseconds(0.5), told.Milliseconds(0.99));

        async Task AskAsync(long at)
        {
            var report = await services.AskAsync();
            due[report.Id] = at;
        }
    }
}
