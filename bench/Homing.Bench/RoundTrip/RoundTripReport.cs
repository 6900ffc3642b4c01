using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.RoundTrip;

/// <summary>What was measured.</summary>
internal sealed record RoundTripReport(
    Conditions Conditions, string Log, string? NatsVersion, IReadOnlyList<RoundTripRow> Rows)
{
    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "connections", "system", "closed req/s", "p50 ms", "p99 ms", "accepted p50", "open req/s", "p50 ms", "p99 ms", "p99.9 ms", "unanswered");
        foreach (var row in Rows)
        {
            table.AddRow(
                Text(row.Connections, "0"),
                row.System,
                Text(row.Closed.PerSecond, "N0"),
                Text(row.Closed.P50, "0.000"),
                Text(row.Closed.P99, "0.000"),
                Text(row.Closed.AcceptedP50, "0.000"),
                Text(row.Open.PerSecond, "N0"),
                Text(row.Open.P50, "0.000"),
                Text(row.Open.P99, "0.000"),
                Text(row.Open.P999, "0.000"),
                Text(row.Closed.Unanswered + row.Open.Unanswered, "0"));
        }

        Console.WriteLine($"Round trip: socket, log ({Log}), worker, log, socket. {Conditions}; NATS {NatsVersion ?? "left out"}");
        AnsiConsole.Write(table);
        foreach (var homing in Rows.Where(row => row.System == "homing"))
        {
            if (Rows.FirstOrDefault(row => row.System == "nats" && row.Connections == homing.Connections) is { } nats)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{homing.Connections} connections, Homing to NATS JetStream: throughput {homing.Closed.PerSecond / nats.Closed.PerSecond:0.00}, closed p50 {homing.Closed.P50 / nats.Closed.P50:0.00}, p99 {homing.Closed.P99 / nats.Closed.P99:0.00}"));
            }
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>One system at one number of connections: medians over the rounds, and the rounds.</summary>
internal sealed record RoundTripRow(
    string System, int Connections, LoadResult Closed, LoadResult Open, IReadOnlyList<LoadPair> Rounds);
