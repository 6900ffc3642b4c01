using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>
/// All clients lose their connection at once and come back: simulated, by our rule and the peers', or with
/// <c>--real</c> against a server that is killed.
/// </summary>
internal static class StormBenchmark
{
    public static Task<int> RunAsync(BenchArguments arguments) =>
        arguments.Has("real") ? RealStorm.RunAsync(arguments) : StormModel.RunAsync(arguments);
}
