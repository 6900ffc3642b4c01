using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Rides;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Seconds">For how long, each.</param>
/// <param name="Rows">By log and number of rides.</param>
internal sealed record RidesReport(Conditions Conditions, double Seconds, IReadOnlyList<RidesRow> Rows)
{
    private const int Width = 200;

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine($"Rides in one simulator, a position each half second, for {Seconds} s. {Conditions}");
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "log", "rides", "started in s", "positions/s", "on time", "late p50 ms", "p99 ms", "max ms", "cores", "rides a core", "bytes a position");
        foreach (var row in Rows)
        {
            table.AddRow(
                row.Log,
                Text(row.Rides, "N0"),
                Text(row.StartSeconds, "0.0"),
                Text(row.PositionsPerSecond, "N0"),
                Text(row.OnTime, "P2"),
                Text(row.LateP50Ms, "0.0"),
                Text(row.LateP99Ms, "0.0"),
                Text(row.LateMaxMs, "0"),
                Text(row.Cores, "0.00"),
                Text(row.RidesPerCore, "N0"),
                Text(row.BytesAPosition, "0"));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>Figures of one number of rides.</summary>
internal sealed record RidesRow
{
    /// <summary>Where the embedded log was: <c>disk</c>, or <c>memory</c>.</summary>
    public string Log { get; init; } = "";

    public required int Rides { get; init; }

    /// <summary>From the start of the process until all were under way.</summary>
    public double StartSeconds { get; init; }

    public required long Positions { get; init; }

    public required double PositionsPerSecond { get; init; }

    /// <summary>The share of the positions that were due which were durable within 500 ms.</summary>
    public required double OnTime { get; init; }

    public required double LateP50Ms { get; init; }

    public required double LateP99Ms { get; init; }

    public required double LateMaxMs { get; init; }

    /// <summary>Processor seconds a second of the whole process, the log and the kernel's work for it included.</summary>
    public required double Cores { get; init; }

    public required double RidesPerCore { get; init; }

    /// <summary>Allocated by the whole process.</summary>
    public required double BytesAPosition { get; init; }
}
