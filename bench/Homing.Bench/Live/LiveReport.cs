using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Live;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Of the machine.</param>
/// <param name="Rides">Rides that were driven, each telling a position every 500 ms.</param>
/// <param name="MostWatchers">Connections that one process may have here.</param>
/// <param name="Rows">By number of watchers.</param>
/// <param name="Views">What views cost.</param>
internal sealed record LiveReport(
    Conditions Conditions, int Rides, int MostWatchers, IReadOnlyList<LiveRow> Rows, ViewReport Views)
{
    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        Console.WriteLine($"Positions of {Rides} rides, from the log to the client. {Conditions}");
        Console.WriteLine($"A process may have {MostWatchers} connections here.");
        var watching = new Table { Border = TableBorder.Markdown };
        watching.AddColumns("watchers", "events/s", "left out", "p50 ms", "p99 ms", "max ms", "server cpu", "events/vCPU s");
        foreach (var row in Rows)
        {
            watching.AddRow(
                Text(row.Watchers, "N0"),
                Text(row.Events / (row.Cost.Seconds - 1), "N0"),
                Text(row.LeftOut, "N0"),
                Text(row.P50, "0.0"),
                Text(row.P99, "0.0"),
                Text(row.Max, "0"),
                Text(row.Cost.CpuSeconds / row.Cost.Seconds, "0.00"),
                Text(row.Events / row.Cost.CpuSeconds, "N0"));
        }

        AnsiConsole.Write(watching);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Views of {Views.Rides:N0} rides, one thread, medians in us; packing them once a second takes {Views.PackUs:N0}"));
        var views = new Table { Border = TableBorder.Markdown };
        views.AddColumns("view", "inside", "shown", "bytes", "find", "scan", "find and thin", "write");
        foreach (var row in Views.Views)
        {
            views.AddRow(
                row.View,
                Text(row.Total, "N0"),
                Text(row.Shown, "N0"),
                Text(row.Bytes, "N0"),
                Text(row.FindUs, "N1"),
                Text(row.ScanUs, "N0"),
                Text(row.ChooseUs, "N0"),
                Text(row.WriteUs, "N0"));
        }

        AnsiConsole.Write(views);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>So many watchers; times in milliseconds, of the slowest of their processes.</summary>
/// <param name="Watchers">Connections, each watching one ride.</param>
/// <param name="Events">That came after the first second.</param>
/// <param name="LeftOut">Older positions that were left out for them.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">The latest hundredth.</param>
/// <param name="Max">The latest.</param>
/// <param name="Cost">Of the server.</param>
internal sealed record LiveRow(int Watchers, long Events, long LeftOut, double P50, double P99, double Max, LiveCost Cost);
