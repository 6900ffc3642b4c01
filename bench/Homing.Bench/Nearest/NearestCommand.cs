using Homing.Bench.Support;

namespace Homing.Bench.Nearest;

/// <summary>Runs <see cref="NearestBenchmark"/> from the command line.</summary>
internal static class NearestCommand
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var report = await NearestBenchmark.RunAsync(CancellationToken.None);
        report.Print(Console.Out);
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }
}
