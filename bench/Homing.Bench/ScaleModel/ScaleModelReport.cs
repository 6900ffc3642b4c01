using System.Globalization;
using Spectre.Console;

namespace Homing.Bench.ScaleModel;

/// <summary>What the model says.</summary>
/// <param name="Seed">The first of the draws.</param>
/// <param name="Setting">Of all rows, but for the number of clients.</param>
/// <param name="Costs">What it was calculated from.</param>
/// <param name="Paper">One fleet, calculated in lines.</param>
/// <param name="Rows">By number of clients.</param>
/// <param name="Growth">Re-routing a million clients' answers over more and more gateways.</param>
/// <param name="Limits">What is reached first, as the setting is.</param>
internal sealed record ScaleModelReport(
    int Seed,
    FleetSetting Setting,
    IReadOnlyList<UnitCost> Costs,
    IReadOnlyList<string> Paper,
    IReadOnlyList<FleetRow> Rows,
    IReadOnlyList<RerouteGrowth> Growth,
    IReadOnlyList<LimitRow> Limits)
{
    private const int Width = 260;

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine(Invariant($"""
            Scale, calculated: machines of {Setting.Cores} processors and {Setting.MemoryBytes / (1 << 30):0} GiB, a third may go; {Setting.RequestsPerHour:0.##} requests and {Setting.ReconnectsPerHour:0.##} reconnects a client and hour, {Setting.AwayShare:0.##%} of the answers find nobody; seed {Seed}
            """));
        PrintCosts();
        Console.WriteLine(string.Join('\n', Paper));
        Console.WriteLine();
        PrintFleets();
        Console.WriteLine("What they go through (worst of the seeds):");
        PrintLosses();
        Console.WriteLine("What a re-routed answer costs as gateways are added, at a million clients:");
        PrintGrowth();
        Console.WriteLine("What is reached first, with the settings as they are:");
        PrintLimits();
    }

    private void PrintCosts()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("cost", "value", "unit", "measured by", "or assumed: where from");
        foreach (var cost in Costs)
        {
            table.AddRow(
                cost.What, Number(cost.Value), cost.Unit, cost.IsAssumed ? "" : cost.Source, cost.IsAssumed ? cost.Source : "");
        }

        AnsiConsole.Write(table);
    }

    private void PrintFleets()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "clients", "req/s", "gateways", "decided by", "clients each", "processor", "a third away", "memory GiB", "workers", "partitions",
            "log MB/s", "brokers", "broadcast kB/s each", "MB/s all", "mailbox MiB", "window s");
        foreach (var row in Rows)
        {
            if (row.Gateways is not { } gateways)
            {
                table.AddRow(Count(row.Clients), Count(row.Requests), "none is enough", row.DecidedBy);
                continue;
            }

            table.AddRow(
                Count(row.Clients),
                Count(row.Requests),
                Count(gateways),
                row.DecidedBy,
                Count(row.ClientsEach),
                Share(row.Processor),
                Share(row.ProcessorWithoutThird),
                Number(row.MemoryGib),
                Count(row.Workers),
                Count(row.Partitions),
                Number(row.LogMegabytes),
                Count(row.Brokers),
                Number(row.BroadcastKilobytes),
                Number(row.BroadcastMegabytes),
                Number(row.MailboxMib),
                row.OneLost is { } loss ? Number(loss.Window) : "");
        }

        AnsiConsole.Write(table);
    }

    private void PrintLosses()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "clients", "one dies: lost", "99 % back s", "peak of rate", "a third dies: lost", "99 % back s", "tries", "peak of rate",
            "restart min", "moves each", "pace of rate", "largest, fewest first", "largest, anywhere");
        foreach (var row in Rows.Where(row => row.Gateways is not null))
        {
            table.AddRow(
                Count(row.Clients),
                Count(row.OneLost!.Lost),
                Number(row.OneLost.SecondsTo99),
                Number(row.OneLost.Peak),
                Count(row.ThirdLost!.Lost),
                Number(row.ThirdLost.SecondsTo99),
                Number(row.ThirdLost.Tries),
                Number(row.ThirdLost.Peak),
                Number(row.Restart!.Seconds / 60),
                Number(row.Restart.MovesEach),
                Number(row.Restart.Pace),
                Number(row.Restart.Largest),
                Number(row.RestartAnywhere!.Largest));
        }

        AnsiConsole.Write(table);
    }

    private void PrintGrowth()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("gateways", "re-routed/s", "records read/s", "MB/s read", "processors", "µs an answer", "µs with two owners");
        foreach (var row in Growth)
        {
            table.AddRow(
                Count(row.Gateways),
                Count(row.Reroutes),
                Count(row.RecordsRead),
                Number(row.MegabytesRead),
                Number(row.Processors),
                Number(row.Microseconds),
                Number(row.OwnedMicroseconds));
        }

        AnsiConsole.Write(table);
    }

    private void PrintLimits()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("limit", "where it stands", "clients", "gateways", "then");
        foreach (var row in Limits)
        {
            table.AddRow(
                row.Limit,
                row.Bound,
                row.Clients is { } clients ? Count(clients) : "not below 10^9",
                row.Gateways is { } gateways ? Count(gateways) : "",
                row.Remedy);
        }

        AnsiConsole.Write(table);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Share(double value) => (value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
