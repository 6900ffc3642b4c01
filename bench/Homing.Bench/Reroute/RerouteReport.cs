using System.Globalization;
using Homing.Bench.Scale;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Reroute;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Broker">What stood in for Kafka.</param>
/// <param name="Rate">Requests a second, the same everywhere.</param>
/// <param name="Rows">By gateways and share.</param>
/// <param name="Costs">Of one re-routed answer above a direct one, at all gateways together, in ms, by gateways.</param>
/// <param name="Growth">The line through these: the handing over, and what each gateway more adds.</param>
/// <param name="ResponseBytes">Key, value and headers of a broadcast answer.</param>
/// <param name="SettledBytes">The same of a settled record.</param>
internal sealed record RerouteReport(
    Conditions Conditions,
    string Broker,
    double Rate,
    IReadOnlyList<RerouteRow> Rows,
    IReadOnlyDictionary<int, double> Costs,
    LinearFit Growth,
    double ResponseBytes,
    double SettledBytes)
{
    private const int Width = 220;

    public static RerouteReport From(
        Conditions conditions, double rate, IReadOnlyList<RerouteRow> rows, double responseBytes, double settledBytes)
    {
        // What a share more costs, so that what the processes use without load falls out.
        var costs = rows.GroupBy(row => row.Gateways).ToDictionary(
            group => group.Key,
            group => LinearFit.Of([.. group.Select(row => (row.Share, row.Cost.Gateways))]).Slope);
        var growth = LinearFit.Of([.. costs.Select(cost => ((double)cost.Key, cost.Value))]);
        return new RerouteReport(
            conditions, EchoFleet.Broker, rate, rows, costs, growth, responseBytes, settledBytes);
    }

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine($"""
            Re-routed answers, {Text(Rate, "0")} requests/s, one worker. {Conditions}
            {Broker}
            """);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "gateways", "re-routed", "p50 ms", "p99 ms", "gateways ms/request", "worker ms", "broker ms", "appends each",
            "of it ms/re-routed answer", "bytes read by all", "unanswered");
        foreach (var row in Rows)
        {
            table.AddRow(
                Text(row.Gateways, "0"),
                Text(row.Share * 100, "0") + " %",
                Text(row.P50, "0.0"),
                Text(row.P99, "0.0"),
                Text(row.Cost.Gateways, "0.000"),
                Text(row.Cost.Workers, "0.000"),
                Text(row.Cost.Brokers, "0.000"),
                Text(row.Appends, "0.00"),
                row.Share == 1 ? Text(Costs[row.Gateways], "0.000") : "",
                Text(row.Share > 0 ? (ResponseBytes + SettledBytes) * row.Gateways : 0, "N0"),
                Text(row.Unanswered, "0"));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A re-routed answer costs the gateways {Growth.Intercept:0.000} ms and {Growth.Slope:0.000} ms more for each gateway (R² {Growth.Determination:0.00}); two records each: {ResponseBytes} and {SettledBytes} bytes."));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
