using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>All clients lose their connection at once and come back: simulated.</summary>
internal static class StormBenchmark
{
    public static Task<int> RunAsync(BenchArguments arguments) => StormModel.RunAsync(arguments);
}
