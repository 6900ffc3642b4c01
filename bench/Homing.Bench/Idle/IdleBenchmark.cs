using System.Globalization;
using System.Net.Http.Json;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.Idle;

/// <summary>
/// What an idle connection costs the server in memory: its resident set before and after so many clients connected,
/// greeted and asked once. Beside it ASP.NET Core's own WebSockets and SignalR, set up the same way.
/// </summary>
internal static class IdleBenchmark
{
    private const int WarmUpConnections = 200;

    // Files that a server needs beside its sockets.
    private const int SpareFiles = 600;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);
    private static readonly Dictionary<string, string> NoEnvironment = [];

    // Clients are many and must be small.
    private static readonly Dictionary<string, string> HoldEnvironment = new() { ["DOTNET_gcConcurrent"] = "0" };

    // homing-http: with every upgrade going through the HTTP server.
    private static readonly (string System, string[] Part)[] Servers =
    [
        ("homing", ["serve"]),
        ("homing-http", ["serve", "--direct", "false"]),
        ("raw", ["serve-raw"]),
        ("signalr", ["serve-signalr"]),
    ];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var limit = Native.RaiseFileLimit() - SpareFiles;
        var counts = arguments.Numbers("connections", 20_000, 50_000)
            .Select(count => Math.Min(count, limit)).Distinct().ToArray();
        var systems = arguments.Text("systems", "homing,raw,signalr").Split(',');
        var conditions = Conditions.Now();
        var rows = new List<IdleRow>();
        foreach (var count in counts)
        {
            foreach (var (system, part) in Servers.Where(server => systems.Contains(server.System)))
            {
                rows.Add(await MeasureAsync(system, part, count, arguments.Text("log", "embedded")));
            }
        }

        var report = new IdleReport(conditions.Ended(), limit + SpareFiles, rows);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<IdleRow> MeasureAsync(string system, string[] part, int count, string log)
    {
        using var scratch = new ScratchFolder();
        var port = Text(Ports.Free());
        using var server = ChildProcess.StartPart(
            NoEnvironment, [.. part, "--port", port, "--log", log, "--data", scratch.At("log")]);
        await server.ReadyAsync();
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:" + port), Timeout = TimeSpan.FromMinutes(1) };
        using (await HoldAsync(system, port, WarmUpConnections, limit: WarmUpConnections, first: 0))
        {
            // Code is compiled and the clean-up of connections has run before anything is counted.
        }

        await CollectAsync(http);
        var before = await ProcessMemory.SettledAsync(server.Id, Settling);
        var perProcess = Native.RaiseFileLimit() - SpareFiles;
        using var clients = await HoldAsync(system, port, count, perProcess, first: WarmUpConnections);
        var after = await ProcessMemory.SettledAsync(server.Id, Settling);
        var heap = (await http.GetFromJsonAsync<HeapFigures>(new Uri("/heap", UriKind.Relative)))!;
        var live = await CollectAsync(http);
        var collected = await ProcessMemory.SettledAsync(server.Id, Settling);
        return new IdleRow(
            system,
            count,
            Each(after.Rss - before.Rss, count),
            Each(after.Pss - before.Pss, count),
            Each(collected.Rss - before.Rss, count),
            Each(live.Live >> 10, count),
            Each(heap.Committed >> 10, count),
            before.Rss,
            after.Rss);
    }

    private static async Task<HeapFigures> CollectAsync(HttpClient http)
    {
        using var answer = await http.PostAsync(new Uri("/collect", UriKind.Relative), null);
        return (await answer.Content.ReadFromJsonAsync<HeapFigures>())!;
    }

    private static async Task<ChildProcesses> HoldAsync(string system, string port, int count, int limit, int first)
    {
        var clients = new ChildProcesses();
        for (var held = 0; held < count; held += limit)
        {
            var client = ChildProcess.StartPart(
                HoldEnvironment,
                "hold",
                "--system",
                system,
                "--port",
                port,
                "--first",
                Text(first + held),
                "--connections",
                Text(Math.Min(limit, count - held)));
            clients.Add(client);
            await client.ReadyAsync();
        }

        return clients;
    }

    private static double Each(long kib, int count) => Math.Round((double)kib / count, 2);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class ChildProcesses : List<ChildProcess>, IDisposable
    {
        public void Dispose() => ForEach(client => client.Dispose());
    }
}
