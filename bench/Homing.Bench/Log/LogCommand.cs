using Homing.Bench.Support;

namespace Homing.Bench.Log;

/// <summary>Runs <see cref="LogBenchmark"/> from the command line.</summary>
internal static class LogCommand
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var report = await LogBenchmark.RunAsync(arguments);
        Console.WriteLine(report.Conditions);
        Console.WriteLine(
            "in flight  partitions   raw p50       p50       p99    commit  shared    raw /s     log /s  slower   alike");
        foreach (var row in report.Rows)
        {
            Console.WriteLine(
                $"{row.InFlight,9} {row.Partitions,11} {row.RawP50,9:N1} {row.P50,9:N1} {row.P99,9:N1} {row.CommitP50,9:N1} " +
                $"{row.Shared,7:N1} {row.RawPerSecond,9:N0} {row.PerSecond,10:N0} {row.TimesSlower,6:N2}x {row.TimesSlowerAlike,6:N2}x");
        }

        Console.WriteLine($"read {report.ReadsPerSecond:N0} records/s; idle {report.IdleShare:P2} of a core; {report.BytesAnAppend:N1} bytes allocated an append");
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }
}
