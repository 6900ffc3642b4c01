using System.Globalization;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>
/// One source and many watchers: a channel of Homing, fed from its log, beside a SignalR group, a Socket.IO room on Redis,
/// a NATS subject and an Nchan channel; turn by turn, at the same rates.
/// </summary>
internal static class FanOutBenchmark
{
    private const int AllItCan = 0;

    // The watchers' code is compiled once, so that it does not get faster in the middle of a run.
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var watcherCounts = arguments.Numbers("watchers", 1000);
        var loads = arguments.Numbers("deliveries", 10_000, 31_000, 62_000, 93_000);
        var warmUp = arguments.Number("warm-up", 10);
        var seconds = arguments.Number("seconds", 5);
        var rounds = arguments.Number("rounds", 3);
        var conditions = Conditions.Now();
        var wanted = arguments.Text("systems", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var systems = FanOutSystem.All(arguments).Where(system => wanted.Length == 0 || wanted.Contains(system.Name)).ToArray();
        var leftOut = LeftOut(systems);
        systems = [.. systems.Where(system => !leftOut.ContainsKey(system.Name))];
        var runs = new List<FanOutRun>();
        foreach (var watchers in watcherCounts)
        {
            foreach (var load in loads)
            {
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var system in systems)
                    {
                        runs.Add(await MeasureAsync(system, watchers, load, warmUp, seconds));
                    }
                }
            }

            // As much as one sender and the watchers manage: had it been the watchers who held a system back, it would show.
            runs.Add(await MeasureAsync(FanOutSystem.Calibration, watchers, AllItCan, warmUp: 0, seconds));
        }

        var report = FanOutReport.Of(conditions.Ended(), leftOut, runs);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static Dictionary<string, string> LeftOut(IEnumerable<FanOutSystem> systems)
    {
        var leftOut = new Dictionary<string, string>();
        foreach (var system in systems)
        {
            if (system.WhyMissing() is { } reason)
            {
                leftOut.Add(system.Name, reason);
                Console.Error.WriteLine($"bench: {system.Name} is left out: {reason}");
            }
        }

        return leftOut;
    }

    // A server of its own for each run, so that one run's garbage is not the next one's.
    private static async Task<FanOutRun> MeasureAsync(FanOutSystem system, int watchers, int deliveries, int warmUp, int seconds)
    {
        using var scratch = new ScratchFolder();
        using var server = await system.StartAsync(scratch.Path);
        using var load = ChildProcess.StartPart(
            LoadEnvironment,
            "fanout-watch", "--system", system.Name, "--port", Text(server.SocketPort), "--watchers", Text(watchers));
        await load.ReadyAsync();
        var sent = deliveries == AllItCan
            ? await FanOutSource.RunUnpacedAsync(server, seconds)
            : await FanOutSource.RunAsync(server, (double)deliveries / watchers, warmUp, seconds);
        var receipt = BenchJson.FromLine<FanOutReceipt>(await load.ReadLineAsync());
        return new FanOutRun(system.Name, watchers, deliveries, sent.Values, server.CpuSeconds() - sent.CpuBefore, receipt);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
