using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.FanOut;

/// <summary>What was measured.</summary>
internal sealed record FanOutReport(Conditions Conditions, int Watchers, IReadOnlyList<FanOutRow> Rows)
{
    public static FanOutReport Of(Conditions conditions, int watchers, IReadOnlyList<FanOutRun> runs) => new(
        conditions,
        watchers,
        [.. runs.GroupBy(run => (run.Rate, run.System)).Select(group => new FanOutRow(
            group.Key.System,
            group.Key.Rate,
            Median(group, run => run.Receipt.Deliveries / run.Cost.Seconds),
            Median(group, run => run.Receipt.Deliveries / run.Cost.CpuSeconds),
            Median(group, run => (double)run.Receipt.Deliveries / (run.Cost.Values * watchers)),
            Median(group, run => run.Receipt.P50),
            Median(group, run => run.Receipt.P99),
            Median(group, run => run.Receipt.Max),
            [.. group]))]);

    public void Print()
    {
        Console.WriteLine($"Fan-out of 512-byte values to {Watchers} watchers. {Conditions}");
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "values/s", "system", "deliveries/s", "per vCPU second", "delivered", "p50 ms", "p99 ms", "max ms");
        foreach (var row in Rows)
        {
            table.AddRow(
                Text(row.Rate, "0"),
                row.System,
                Text(row.PerSecond, "N0"),
                Text(row.PerCpuSecond, "N0"),
                Text(row.Delivered, "0.000"),
                Text(row.P50, "0.000"),
                Text(row.P99, "0.000"),
                Text(row.Max, "0.0"));
        }

        AnsiConsole.Write(table);
        foreach (var homing in Rows.Where(row => row.System == "homing"))
        {
            if (Rows.FirstOrDefault(row => row.System == "signalr" && row.Rate == homing.Rate) is { } signalR)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{homing.Rate} values/s, Homing to SignalR: per vCPU {homing.PerCpuSecond / signalR.PerCpuSecond:0.00}, p50 {homing.P50 / signalR.P50:0.00}, p99 {homing.P99 / signalR.P99:0.00}"));
            }
        }
    }

    private static double Median(IEnumerable<FanOutRun> runs, Func<FanOutRun, double> figure)
    {
        var figures = runs.Select(figure).Order().ToArray();
        return Math.Round(figures[figures.Length / 2], 4);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>One run.</summary>
internal sealed record FanOutRun(string System, int Rate, FanOutCost Cost, FanOutReceipt Receipt);

/// <summary>One system at one rate: medians over the rounds, and the rounds. Times in milliseconds.</summary>
/// <param name="System">The server.</param>
/// <param name="Rate">Values published a second.</param>
/// <param name="PerSecond">Deliveries a second.</param>
/// <param name="PerCpuSecond">Deliveries for each second of the server's processor time.</param>
/// <param name="Delivered">The share of values that reached a watcher, the rest left out by conflation.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
/// <param name="Runs">Every round.</param>
internal sealed record FanOutRow(
    string System,
    int Rate,
    double PerSecond,
    double PerCpuSecond,
    double Delivered,
    double P50,
    double P99,
    double Max,
    IReadOnlyList<FanOutRun> Runs);
