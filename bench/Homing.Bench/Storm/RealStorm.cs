using System.Globalization;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.Storm;

/// <summary>
/// A real storm: the server is killed with all its clients connected, and they come back: to the same server started
/// again, or to another that already runs.
/// </summary>
internal static class RealStorm
{
    private const int AcceptConnections = 4_000;

    // Files that a process needs beside its sockets.
    private const int SpareFiles = 600;

    // A server that has just started takes fewer than a warm one.
    private const double ShareOfAccepts = 0.5;
    private static readonly Dictionary<string, string> NoEnvironment = [];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var limit = Native.RaiseFileLimit() - SpareFiles;
        var connections = Math.Min(arguments.Number("connections", 19_000), limit);
        var conditions = Conditions.Now();
        var accepts = await MeasureAcceptsAsync();
        var budget = arguments.Real("budget", Math.Round(accepts.Welcome.PerSecond * ShareOfAccepts));
        var window = TimeSpan.FromMilliseconds(Math.Ceiling(connections / budget * 1000));
        var report = new RealStormReport(conditions, connections, budget, window, accepts, arguments.Number("seed", 1), []);
        report.PrintHead();
        foreach (var scenario in arguments.Text("scenarios", "failover,restart").Split(','))
        {
            foreach (var rule in arguments.Text("rules", $"{ReconnectRules.HomingName},{ReconnectRules.SignalRName}").Split(','))
            {
                report.Rows.Add(await RunAsync(scenario == "failover", rule, report));
            }
        }

        report = report with { Conditions = conditions.Ended() };
        report.PrintRows();
        await BenchJson.SaveAsync(arguments.Text("json", Path.Combine("bench", "results", "storm-real.json")), report);
        return 0;
    }

    private static async Task<AcceptFigures> MeasureAcceptsAsync()
    {
        using var scratch = new ScratchFolder();
        var port = Ports.Free();
        using var server = await StormServer.StartAsync(scratch.At("data"), port, TimeSpan.Zero);
        using var clients = ChildProcess.StartPart(
            NoEnvironment, "storm-accepts", "--port", Text(port), "--server", Text(server.Id), "--connections", Text(AcceptConnections));
        return BenchJson.FromLine<AcceptFigures>(await clients.ReadLineAsync());
    }

    private static async Task<RealStormRow> RunAsync(bool failover, string rule, RealStormReport report)
    {
        using var scratch = new ScratchFolder();
        var (port, next) = (Ports.Free(), 0);
        var first = await StormServer.StartAsync(scratch.At("data"), port, report.Window);
        try
        {
            next = failover ? Ports.Free() : port;
            using var clients = ChildProcess.StartPart(
                NoEnvironment, "storm-clients", "--port", Text(port), "--next", Text(next), "--rule", rule,
                "--connections", Text(report.Connections), "--seed", Text(report.Seed));
            await clients.ReadyAsync();
            CopyKeys(scratch);
            using var standby = failover ? await StormServer.StartAsync(scratch.At("standby"), next, report.Window) : null;
            var killedAt = TimeProvider.System.GetTimestamp();
            first.Dispose();
            using var restarted = failover ? null : await StormServer.StartAsync(scratch.At("data"), port, report.Window);
            var readyAt = failover ? killedAt : TimeProvider.System.GetTimestamp();
            return RealStormRow.From(failover ? "failover" : "restart", rule, report, await FiguresAsync(clients), killedAt, readyAt);
        }
        finally
        {
            first.Dispose();
        }
    }

    // The other server reads the sessions of the first, as all gateways of a system do.
    private static void CopyKeys(ScratchFolder scratch)
    {
        var keys = Directory.CreateDirectory(Path.Combine(scratch.At("standby"), "keys"));
        foreach (var key in Directory.GetFiles(Path.Combine(scratch.At("data"), "keys")))
        {
            File.Copy(key, Path.Combine(keys.FullName, Path.GetFileName(key)));
        }
    }

    private static async Task<StormFigures> FiguresAsync(ChildProcess clients)
    {
        string line;
        do
        {
            line = await clients.ReadLineAsync();
        }
        while (!line.StartsWith('{'));

        return BenchJson.FromLine<StormFigures>(line);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
