using System.Globalization;
using System.Net.Http.Json;
using Homing.Bench.Support;

namespace Homing.Bench.FanOut;

/// <summary>
/// One source and many watchers: a channel of Homing beside a group of a SignalR hub, turn by turn at the same rates.
/// </summary>
internal static class FanOutBenchmark
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    // The watchers' code is compiled once, so that it does not get faster in the middle of a run.
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    private static readonly (string System, string Part)[] Servers =
        [("homing", "serve-fanout"), ("signalr", "serve-fanout-signalr")];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var watchers = arguments.Number("watchers", 1000);
        var rates = arguments.Numbers("rates", 10, 31, 62, 93);
        var seconds = arguments.Number("seconds", 5);
        var rounds = arguments.Number("rounds", 3);
        var conditions = Conditions.Now();
        var runs = new List<FanOutRun>();
        foreach (var rate in rates)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (system, part) in Servers)
                {
                    runs.Add(await MeasureAsync(system, part, watchers, rate, seconds));
                }
            }
        }

        var report = FanOutReport.Of(conditions.Ended(), watchers, runs);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    // A server of its own for each run, so that one run's garbage is not the next one's.
    private static async Task<FanOutRun> MeasureAsync(string system, string part, int watchers, int rate, int seconds)
    {
        var port = Text(FreePort.Next());
        using var server = ChildProcess.StartPart(NoEnvironment, part, "--port", port);
        await server.ReadyAsync();
        using var load = ChildProcess.StartPart(
            LoadEnvironment, "fanout-watch", "--system", system, "--port", port, "--watchers", Text(watchers));
        await load.ReadyAsync();
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:" + port) };

        // Servers compile their busy code again and again at first; none of that counts.
        var publish = new Uri($"/publish?rate={Text(rate)}&seconds={Text(seconds)}", UriKind.Relative);
        using var answer = await http.PostAsync(publish, null);
        answer.EnsureSuccessStatusCode();
        var cost = (await answer.Content.ReadFromJsonAsync<FanOutCost>())!;
        return new FanOutRun(system, rate, cost, BenchJson.FromLine<FanOutReceipt>(await load.ReadLineAsync()));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
