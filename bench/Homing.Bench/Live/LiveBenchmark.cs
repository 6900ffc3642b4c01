using System.Net.Http.Json;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.Live;

/// <summary>
/// From a position's being in the log to its being in a client's hands, over real sockets; and what views of a map cost.
/// </summary>
internal static class LiveBenchmark
{
    private const int PerProcess = 10_000;

    // A server needs some files beside the connections.
    private const int Spare = 400;

    private static readonly Dictionary<string, string> NoEnvironment = [];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var most = Native.RaiseFileLimit() - Spare;
        var watchers = arguments.Numbers("watchers", 1_000, 10_000, most);
        var rides = arguments.Number("rides", 100);
        var seconds = arguments.Number("seconds", 10);
        var views = ViewTimes.Measure(arguments.Number("view-rides", 100_000), arguments.Number("rounds", 50));
        var rows = new List<LiveRow>();
        foreach (var count in watchers.Select(count => Math.Min(count, most)).Distinct())
        {
            rows.Add(await MeasureAsync(count, rides, seconds));
        }

        var report = new LiveReport(conditions.Ended(), rides, most, rows, views);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<LiveRow> MeasureAsync(int watchers, int rides, int seconds)
    {
        using var folder = new ScratchFolder();
        var (port, driven) = (LiveServer.Id(Ports.Free()), LiveServer.Id(rides));
        using var server = ChildProcess.StartPart(
            NoEnvironment, "serve-live", "--port", port, "--data", folder.Path, "--rides", driven);
        await server.ReadyAsync();
        var loads = new List<ChildProcess>();
        try
        {
            for (var first = 0; first < watchers; first += PerProcess)
            {
                loads.Add(ChildProcess.StartPart(
                    NoEnvironment, "live-watch", "--port", port, "--rides", driven, "--first", LiveServer.Id(first),
                    "--watchers", LiveServer.Id(Math.Min(PerProcess, watchers - first))));
                await loads[^1].ReadyAsync();
            }

            using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:" + port) };
            using var answer = await http.PostAsync(
                new Uri("/drive?seconds=" + LiveServer.Id(seconds), UriKind.Relative), null);
            answer.EnsureSuccessStatusCode();
            var cost = (await answer.Content.ReadFromJsonAsync<LiveCost>())!;
            var receipts = new List<LiveReceipt>();
            foreach (var load in loads)
            {
                receipts.Add(BenchJson.FromLine<LiveReceipt>(await load.ReadLineAsync()));
            }

            return new LiveRow(
                watchers,
                receipts.Sum(receipt => receipt.Events),
                receipts.Sum(receipt => receipt.Skipped),
                receipts.Max(receipt => receipt.P50),
                receipts.Max(receipt => receipt.P99),
                receipts.Max(receipt => receipt.Max),
                cost);
        }
        finally
        {
            loads.ForEach(load => load.Dispose());
        }
    }
}
