using System.Diagnostics;
using Homing.Reports.Contracts;

namespace Homing.Bench.Reports;

/// <summary>Many reports with the provider at once, and then all of them ready at the same moment.</summary>
internal static class ManyInFlight
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<ManyRow> MeasureAsync(ReportServices services, int reports)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        services.Provider.Hold();
        var (events, preparing, delivered) = (0L, 0, 0);
        services.Ledger.Happened += (happened, _) =>
        {
            events++;
            preparing += happened.Fact is ReportSubmitted ? 1 : 0;
            delivered += happened.Fact is ReportDelivered ? 1 : 0;
        };
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, reports), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (_, _) => await services.AskAsync());
        while (Volatile.Read(ref preparing) < reports)
        {
            await Task.Delay(Glance, TimeProvider.System);
        }

        var upTook = Stopwatch.GetElapsedTime(began);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var eventsUp = Volatile.Read(ref events);
        var letGo = Stopwatch.GetTimestamp();
        services.Provider.LetGo();
        while (Volatile.Read(ref delivered) < reports)
        {
            await Task.Delay(Glance, TimeProvider.System);
        }

        var downTook = Stopwatch.GetElapsedTime(letGo);
        return new ManyRow(
            reports, upTook.TotalSeconds, held / 1024.0 / reports, downTook.TotalSeconds, reports / downTook.TotalSeconds,
            (Volatile.Read(ref events) - eventsUp) / downTook.TotalSeconds);
    }
}
