using Homing.Bench.Support;

namespace Homing.Bench.Watch;

/// <summary>Runs <see cref="WatchBenchmark"/> from the command line.</summary>
internal static class WatchCommand
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var report = WatchBenchmark.Run(arguments);
        Console.WriteLine(report.Conditions);
        Console.WriteLine(FormattableString.Invariant(
            $"{report.Watchers:N0} watchers, {report.Lots} lots, one thread; {report.Compared} lists compared with the operation"));
        Console.WriteLine("                          changes    lists       p50 us      mean us       p99 us");
        Console.WriteLine(FormattableString.Invariant(
            $"one change             {report.Changes,10:N0} {report.TouchedMean,8:N0} {report.ChangeP50Us,12:N0} {report.ChangeMeanUs,12:N0} {report.ChangeP99Us,12:N0}"));
        Console.WriteLine(FormattableString.Invariant(
            $"a round of readings    {report.GatheredChanges,10:N0} {report.GatheredTouched,8:N0} {"",12} {report.GatheredUs,12:N0}"));
        Console.WriteLine(FormattableString.Invariant(
            $"everyone, per change   {1,10:N0} {report.Watchers,8:N0} {report.EveryoneP50Us,12:N0}"));
        Console.WriteLine(FormattableString.Invariant(
            $"times cheaper {report.TimesCheaper:N1}; finding {report.FindUs} us of it; at most {report.TouchedMost:N0} lists for a change"));
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }
}
