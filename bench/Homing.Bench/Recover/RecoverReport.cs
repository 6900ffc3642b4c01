using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Recover;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Broker">What stood in for Kafka.</param>
/// <param name="Clients">Over three gateways.</param>
/// <param name="Seed">Of the clients' jitter.</param>
/// <param name="Failed">Requests that ended without an answer; must be 0.</param>
/// <param name="Rows">By fault.</param>
internal sealed record RecoverReport(
    Conditions Conditions, string Broker, int Clients, int Seed, int Failed, IReadOnlyList<RecoverRow> Rows)
{
    private const int Width = 220;

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine($"""
            Recovery: {Clients} clients that ask all the time, 3 gateways, 2 workers, leases of 3 s, window of 2 s, pings of 2 s; seed {Seed}. {Conditions}
            {Broker}
            """);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "fault", "took s", "usual wait ms", "50 % served s", "99 % s", "100 % s", "longest wait s", "worst of all rounds s", "rounds");
        foreach (var row in Rows)
        {
            table.AddRow(
                row.Fault,
                Text(row.Took, "0.0"),
                Text(row.Usual * 1000, "0.0"),
                Text(row.Half, "0.00"),
                Text(row.Nearly, "0.00"),
                Text(row.Everybody, "0.00"),
                Text(row.LongestWait, "0.00"),
                Text(row.WorstWait, "0.00"),
                Text(row.Rounds.Count, "0"));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Requests that ended without an answer: {Failed}"));
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
