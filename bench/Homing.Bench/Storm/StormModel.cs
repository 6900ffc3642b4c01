using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Storm;

/// <summary>Every rule in the main setting, and what becomes of it when the setting differs.</summary>
internal static class StormModel
{
    private const string Main = "main";

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var seed = arguments.Number("seed", 1);
        var main = new StormSetting
        {
            Clients = arguments.Number("clients", 100_000),
            Budget = arguments.Real("budget", 10_000),
        };
        var rows = Run(Main, main, seed).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Reconnect storm, simulated: {main.Clients} clients, {main.Gateways} gateways that take {main.Budget}/s together, {main.Backlog} waiting at each; seed {seed}
            """));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        Print(rows);
        foreach (var (variant, setting) in Variants(main))
        {
            rows.AddRange(Run(variant, setting, seed));
        }

        PrintVariants(rows);
        await BenchJson.SaveAsync(arguments.ResultPath, new { seed, setting = main, rows });
        return 0;
    }

    private static IEnumerable<(string, StormSetting)> Variants(StormSetting main)
    {
        yield return ("10,000 clients", main with { Clients = 10_000 });
        yield return ("1,000,000 clients", main with { Clients = 1_000_000 });
        yield return ("budget 2,000/s", main with { Budget = 2_000 });
        yield return ("budget 50,000/s", main with { Budget = 50_000 });
        yield return ("3 more gateways", main with { Gateways = main.Gateways + 3 });
        yield return ("network up to 100 ms", main with { NetworkDelay = 0.1 });
        yield return ("down for 5 s", main with { Down = 5 });
        yield return ("down for 5 s, twice the window", main with { Down = 5, Headroom = 2 });

        // A long queue does not refuse, so here, and only here, clients lose patience.
        var patient = main with { Backlog = 65_535 };
        yield return ("backlog 65,535, time-out 1 s", patient with { ConnectTimeout = 1 });
        yield return ("backlog 65,535, time-out 5 s", patient);
        yield return ("backlog 65,535, time-out 20 s", patient with { ConnectTimeout = 20 });
    }

    private static IEnumerable<StormRow> Run(string variant, StormSetting setting, int seed) =>
        ReconnectRules.All(setting.Window)
            .Select(rule => StormSimulation.Run(setting, rule, seed).Row(variant, rule.Name));

    private static void Print(IEnumerable<StormRow> rows)
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("rule", "back in window + 3 s", "99 % back, s", "tries, mean", "p99", "peak of budget", "gave up");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Rule,
                Share(row.InTime),
                row.SecondsTo99 is { } seconds ? Number(seconds) : "never",
                Number(row.TriesMean),
                Number(row.TriesP99),
                Number(row.Peak),
                Share(row.GaveUp));
        }

        AnsiConsole.Write(table);
    }

    private static void PrintVariants(IReadOnlyList<StormRow> rows)
    {
        Console.WriteLine("Seconds until 99 % are back, and tries of each client:");
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumn("setting").AddColumns([.. rows.Select(row => row.Rule).Distinct()]);
        foreach (var variant in rows.GroupBy(row => row.Variant))
        {
            table.AddRow([variant.Key, .. variant.Select(Cell)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Cell(StormRow row) =>
        (row.SecondsTo99 is { } seconds ? Number(seconds)
            : row.GaveUp > 0 ? Share(row.GaveUp) + " gave up"
            : Share(row.StillTrying) + " still away") + " / " + Number(row.TriesMean);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Share(double value) => (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
