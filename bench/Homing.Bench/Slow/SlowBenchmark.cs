using System.Globalization;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.Slow;

/// <summary>
/// What clients that hardly read cost the others: healthy clients ask at a fixed rate alone, beside a few that ask for much
/// and read it all, and beside as many that read 1 KiB a second; turn by turn at one server.
/// </summary>
internal static class SlowBenchmark
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var healthy = arguments.Number("connections", 500);
        var slow = arguments.Number("slow", Math.Max(1, healthy / 100));
        var rate = arguments.Number("rate", 500);
        var seconds = arguments.Number("seconds", 8);
        var rounds = arguments.Number("rounds", 5);

        // As often as a healthy one: what is measured is that they read slowly, not that they ask for more.
        var askPauseMs = arguments.Number("ask-pause-ms", 1000 * healthy / rate);
        var conditions = Conditions.Now();
        using var scratch = new ScratchFolder();
        var port = Ports.Free();
        using var server = ChildProcess.StartPart(NoEnvironment, "serve", "--port", Text(port), "--data", scratch.At("homing"));
        await server.ReadyAsync();

        // The server compiles its busy code again and again at first; none of that counts.
        await LoadAsync(port, healthy, rate, seconds);
        var (alone, besideQuick, besideSlow) = (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        var tallies = new List<SlowTally>();
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(await LoadAsync(port, healthy, rate, seconds));
            foreach (var (readPauseMs, results) in new[] { (0, besideQuick), (1000, besideSlow) })
            {
                using var clients = ChildProcess.StartPart(
                    NoEnvironment,
                    "slow-clients",
                    "--port",
                    Text(port),
                    "--connections",
                    Text(slow),
                    "--ask-pause-ms",
                    Text(askPauseMs),
                    "--read-pause-ms",
                    Text(readPauseMs),
                    "--seconds",
                    Text(seconds + 6));
                await clients.ReadyAsync();
                results.Add(await LoadAsync(port, healthy, rate, seconds));
                var tally = BenchJson.FromLine<SlowTally>(await clients.ReadLineAsync());
                if (readPauseMs > 0)
                {
                    tallies.Add(tally);
                }
            }
        }

        var report = new SlowReport(conditions.Ended(), healthy, slow, rate, alone, besideQuick, besideSlow, tallies);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<LoadResult> LoadAsync(int port, int connections, int rate, int seconds)
    {
        using var load = ChildProcess.StartPart(
            LoadEnvironment,
            "open-load",
            "--port",
            Text(port),
            "--connections",
            Text(connections),
            "--rate",
            Text(rate),
            "--seconds",
            Text(seconds));
        return BenchJson.FromLine<LoadResult>(await load.ReadLineAsync());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
