using Homing.Bench.Support;

namespace Homing.Bench.Log;

/// <summary>Runs <see cref="LogBenchmark"/> from the command line.</summary>
internal static class LogCommand
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(arguments.ResultPath))!);
        await LogBenchmark.RunAsync(arguments.ResultPath);
        return 0;
    }
}
