using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.FanOut;

/// <summary>What was measured.</summary>
/// <param name="Conditions">On what.</param>
/// <param name="LeftOut">Systems that did not run, and why.</param>
/// <param name="Rows">Each system at each load.</param>
internal sealed record FanOutReport(
    Conditions Conditions, IReadOnlyDictionary<string, string> LeftOut, IReadOnlyList<FanOutRow> Rows)
{
    public static FanOutReport Of(
        Conditions conditions, IReadOnlyDictionary<string, string> leftOut, IReadOnlyList<FanOutRun> runs) => new(
        conditions,
        leftOut,
        [.. runs.GroupBy(run => (run.Watchers, run.Load, run.System)).Select(group => FanOutRow.Of([.. group]))]);

    public void Print()
    {
        Console.WriteLine($"Fan-out of 512-byte values. {Conditions}");
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "watchers", "asked/s", "system", "deliveries/s", "per vCPU second", "of homing's", "delivered", "p50 ms", "p99 ms", "max ms", "watchers' core");
        foreach (var row in Rows)
        {
            table.AddRow(
                Text(row.Watchers, "N0"),
                row.Load == 0 ? "all it can" : Text(row.Load, "N0"),
                row.System,
                Text(row.PerSecond, "N0"),
                Text(row.PerCpuSecond, "N0"),
                HomingAt(row) is { } homing ? Text(row.PerCpuSecond / homing.PerCpuSecond, "0.00") : "",
                Text(row.Delivered, "0.000"),
                Text(row.P50, "0.000"),
                Text(row.P99, "0.000"),
                Text(row.Max, "0.0"),
                Text(row.WatcherCore, "0%"));
        }

        AnsiConsole.Write(table);
        foreach (var raw in Rows.Where(row => row.System == FanOutSystem.Raw))
        {
            var peers = Rows.Where(row => row.Watchers == raw.Watchers && row.System != FanOutSystem.Raw).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{raw.Watchers:N0} watchers took {raw.PerSecond:N0} a second from the raw server with {raw.WatcherCore:0%} of a core; the most from any other: {peers.Max(row => row.PerSecond):N0}, with {peers.MaxBy(row => row.PerSecond)!.WatcherCore:0%}"));
        }

        foreach (var (system, reason) in LeftOut)
        {
            Console.WriteLine($"Left out: {system}, {reason}");
        }
    }

    private FanOutRow? HomingAt(FanOutRow row) => row.System == FanOutSystem.Homing
        ? null
        : Rows.FirstOrDefault(other => other.System == FanOutSystem.Homing && other.Watchers == row.Watchers && other.Load == row.Load);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>One run.</summary>
/// <param name="System">The server.</param>
/// <param name="Watchers">How many.</param>
/// <param name="Load">Deliveries a second that it was asked for; 0 for as many as it can.</param>
/// <param name="Values">Values published.</param>
/// <param name="CpuSeconds">Processor time of the server for them.</param>
/// <param name="Receipt">What the watchers counted.</param>
internal sealed record FanOutRun(
    string System, int Watchers, int Load, long Values, double CpuSeconds, FanOutReceipt Receipt);

/// <summary>One system at one load: medians over the rounds, and the rounds. Times in milliseconds.</summary>
/// <param name="System">The server.</param>
/// <param name="Watchers">How many.</param>
/// <param name="Load">Deliveries a second that it was asked for; 0 for as many as it can.</param>
/// <param name="PerSecond">Deliveries a second.</param>
/// <param name="PerCpuSecond">Deliveries for each second of the server's processor time.</param>
/// <param name="Delivered">The share of values that reached a watcher, the rest left out by conflation.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
/// <param name="WatcherCore">The share of one processor that the watchers used; they have one thread.</param>
/// <param name="Runs">Every round.</param>
internal sealed record FanOutRow(
    string System,
    int Watchers,
    int Load,
    double PerSecond,
    double PerCpuSecond,
    double Delivered,
    double P50,
    double P99,
    double Max,
    double WatcherCore,
    IReadOnlyList<FanOutRun> Runs)
{
    public static FanOutRow Of(IReadOnlyList<FanOutRun> runs) => new(
        runs[0].System,
        runs[0].Watchers,
        runs[0].Load,
        Rounded(Median.Of(runs, run => run.Receipt.Deliveries / run.Receipt.Seconds)),
        Rounded(Median.Of(runs, run => run.Receipt.Deliveries / run.CpuSeconds)),
        Rounded(Median.Of(runs, run => (double)run.Receipt.Deliveries / (run.Values * run.Watchers))),
        Rounded(Median.Of(runs, run => run.Receipt.P50)),
        Rounded(Median.Of(runs, run => run.Receipt.P99)),
        Rounded(Median.Of(runs, run => run.Receipt.Max)),
        Rounded(Median.Of(runs, run => run.Receipt.CpuSeconds / run.Receipt.Seconds)),
        runs);

    private static double Rounded(double figure) => Math.Round(figure, 4);
}
