using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Scale;

/// <summary>What was measured.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Broker">What stood in for Kafka.</param>
/// <param name="Connections">Of the load, over all gateways.</param>
/// <param name="Rows">By gateways and workers.</param>
/// <param name="PingMicroseconds">Of the gateway, for a ping and its pong.</param>
/// <param name="RequestRecordBytes">Key, value and headers, the body of 200 bytes included.</param>
/// <param name="ResponseRecordBytes">The same.</param>
internal sealed record ScaleReport(
    Conditions Conditions,
    string Broker,
    int Connections,
    IReadOnlyList<ScaleRow> Rows,
    double PingMicroseconds,
    double RequestRecordBytes,
    double ResponseRecordBytes)
{
    private const int Width = 220;

    public void Print()
    {
        var reference = Rows[0];
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine($"""
            Round trip over processes, {Connections} connections. {Conditions}
            {Broker}
            All processes, the brokers and the load share this machine's processors: more processes add no capacity here. Read the cost of a request.
            """);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "log", "gateways", "workers", "closed req/s", "to the first", "p50 ms", "p99 ms", "open req/s", "p50 ms", "p99 ms",
            "gateway ms", "worker ms", "broker ms", "redis ms", "load ms", "idle ms/s, each gateway", "each worker", "unanswered");
        foreach (var row in Rows)
        {
            table.AddRow(
                row.Log,
                Text(row.Gateways, "0"),
                Text(row.Workers, "0"),
                Text(row.ClosedPerSecond, "N0"),
                Text(row.ClosedPerSecond / reference.ClosedPerSecond, "0.00"),
                Text(row.ClosedP50, "0.0"),
                Text(row.ClosedP99, "0.0"),
                Text(row.OpenPerSecond, "N0"),
                Text(row.OpenP50, "0.0"),
                Text(row.OpenP99, "0.0"),
                Text(row.Cost.Gateways, "0.000"),
                Text(row.Cost.Workers, "0.000"),
                Text(row.Cost.Brokers, "0.000"),
                Text(row.Cost.Redis, "0.000"),
                Text(row.LoadCost, "0.000"),
                Text(row.Idle.Gateways / row.Gateways, "0"),
                Text(row.Idle.Workers / row.Workers, "0"),
                Text(row.Unanswered, "0"));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A ping takes {PingMicroseconds} µs of the gateway; a request's record has {RequestRecordBytes} bytes, its answer's {ResponseRecordBytes}, 200 of each the body."));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
