using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Reports;

/// <summary>What was measured.</summary>
internal sealed record ReportsReport(
    Conditions Conditions, IReadOnlyList<ChangesRow> Changes, IReadOnlyList<HopsRow> Hops, ManyRow Many)
{
    private const int Width = 160;

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine($"Reports, all services and a provider without work in one process, log and documents on the disk. {Conditions}");
        Write(["events at once", "state changes/s", "ms each"], Changes.Select(row => new[]
        {
            Text(row.AtOnce, "N0"), Text(row.PerSecond, "N0"), Text(row.Milliseconds, "0.00"),
        }));
        Write(["reports/s", "reports", "here p50 ms", "p99 ms", "told p50 ms", "p99 ms"], Hops.Select(row => new[]
        {
            Text(row.Rate, "N0"), Text(row.Reports, "N0"), Text(row.HereP50Ms, "0.0"), Text(row.HereP99Ms, "0.0"),
            Text(row.ToldP50Ms, "0.0"), Text(row.ToldP99Ms, "0.0"),
        }));
        Write(
            ["in flight", "with the provider after s", "KiB each", "all told after s", "reports/s", "events/s"],
            [[
                Text(Many.Reports, "N0"), Text(Many.UpSeconds, "0.0"), Text(Many.KibEach, "0.0"), Text(Many.DownSeconds, "0.0"),
                Text(Many.ReportsPerSecond, "N0"), Text(Many.EventsPerSecond, "N0"),
            ]]);
    }

    private static void Write(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(columns);
        foreach (var row in rows)
        {
            table.AddRow(row);
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>Events of reports, each waited for until it was judged.</summary>
/// <param name="AtOnce">How many wait at the same moment, each for a report of its own.</param>
/// <param name="PerSecond">Durable and judged.</param>
/// <param name="Milliseconds">Of one, in the mean.</param>
internal sealed record ChangesRow(int AtOnce, double PerSecond, double Milliseconds);

/// <summary>What our services take of a report, at a rate.</summary>
/// <param name="Rate">Reports a second.</param>
/// <param name="Reports">How many in all.</param>
/// <param name="HereP50Ms">From when it was due until the document is in our storage.</param>
/// <param name="HereP99Ms">The same.</param>
/// <param name="ToldP50Ms">From when it was due until popup and mail are durable.</param>
/// <param name="ToldP99Ms">The same.</param>
internal sealed record HopsRow(int Rate, int Reports, double HereP50Ms, double HereP99Ms, double ToldP50Ms, double ToldP99Ms);

/// <summary>Many reports under way.</summary>
/// <param name="Reports">How many.</param>
/// <param name="UpSeconds">Until all were with the provider.</param>
/// <param name="KibEach">Memory held for one while it is there, the provider's own order included.</param>
/// <param name="DownSeconds">From when all were ready until all were told.</param>
/// <param name="ReportsPerSecond">Then.</param>
/// <param name="EventsPerSecond">Then.</param>
internal sealed record ManyRow(
    int Reports, double UpSeconds, double KibEach, double DownSeconds, double ReportsPerSecond, double EventsPerSecond);
