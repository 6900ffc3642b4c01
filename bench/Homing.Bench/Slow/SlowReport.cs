using System.Globalization;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Slow;

/// <summary>What was measured of the healthy clients, round by round; times in milliseconds.</summary>
internal sealed record SlowReport(
    Conditions Conditions,
    int Healthy,
    int Slow,
    int PerSecond,
    IReadOnlyList<LoadResult> Alone,
    IReadOnlyList<LoadResult> BesideQuick,
    IReadOnlyList<LoadResult> BesideSlow,
    IReadOnlyList<SlowTally> SlowClients)
{
    /// <summary>Beside slow clients, over alone: of the medians.</summary>
    public double P99ToAlone => Ratio(BesideSlow, Alone, result => result.P99);

    /// <summary>Beside slow clients, over beside quick ones that ask for as much: what slowness itself costs.</summary>
    public double P99ToQuick => Ratio(BesideSlow, BesideQuick, result => result.P99);

    /// <inheritdoc cref="P99ToAlone"/>
    public double P50ToAlone => Ratio(BesideSlow, Alone, result => result.P50);

    /// <inheritdoc cref="P99ToQuick"/>
    public double P50ToQuick => Ratio(BesideSlow, BesideQuick, result => result.P50);

    public void Print()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns($"{Healthy} clients", "req/s", "p50 ms", "p99 ms", "p99.9 ms", "unanswered");
        AddRow(table, "alone", Alone);
        AddRow(table, $"beside {Slow} quick", BesideQuick);
        AddRow(table, $"beside {Slow} slow", BesideSlow);
        Console.WriteLine($"Healthy clients beside slow ones, medians of {Alone.Count} rounds. {Conditions}");
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Beside slow to alone: p50 {P50ToAlone:0.00}, p99 {P99ToAlone:0.00}; to beside quick: p50 {P50ToQuick:0.00}, p99 {P99ToQuick:0.00}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The slow asked {SlowClients.Sum(tally => tally.Asked)} times, read {SlowClients.Sum(tally => tally.BytesRead)} bytes, were closed {SlowClients.Sum(tally => tally.Closed)} times"));
    }

    private static void AddRow(Table table, string name, IReadOnlyList<LoadResult> rounds) => table.AddRow(
        name,
        Text(Median.Of(rounds, result => result.PerSecond), "N0"),
        Text(Median.Of(rounds, result => result.P50), "0.000"),
        Text(Median.Of(rounds, result => result.P99), "0.000"),
        Text(Median.Of(rounds, result => result.P999), "0.000"),
        Text(rounds.Sum(result => result.Unanswered), "0"));

    private static double Ratio(
        IReadOnlyList<LoadResult> rounds, IReadOnlyList<LoadResult> others, Func<LoadResult, double> figure) =>
        Math.Round(Median.Of(rounds, figure) / Median.Of(others, figure), 3);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
