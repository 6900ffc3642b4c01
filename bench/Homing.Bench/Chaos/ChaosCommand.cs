using System.Globalization;
using Homing.Bench.Support;
using Homing.Chaos;
using Homing.Chaos.Fleets;
using Homing.HistoryChecker;
using Spectre.Console;

namespace Homing.Bench.Chaos;

/// <summary>
/// The scenarios of the chaos tests with many more requests: <c>--requests</c> in all, <c>--seed</c>, <c>--scenarios</c> by
/// name. What the histories of a faulty scenario say stays in <c>.data/bench-chaos</c>. Within one process, and as
/// <c>chaos-fleet</c> over processes.
/// </summary>
internal static class ChaosCommand
{
    // Up to here clients have their habits as often as in the tests; beyond, seldomer, or a run would last for hours.
    private const int UsualRequests = 20_000;

    // In a test one fault follows the other; here there is time for more to be under way.
    private const int FleetWindow = 32;

    public static Task<int> RunAsync(BenchArguments arguments) => RunAsync(arguments, [.. ChaosScenarios.All.Select(scenario =>
        new ChaosCase(scenario.Name, (folder, requests, seed) =>
            (scenario with { Habits = Stretch(scenario.Habits, requests) }).RunAsync(folder, requests, seed, CancellationToken.None)))]);

    public static Task<int> RunFleetAsync(BenchArguments arguments) => RunAsync(arguments, [.. FleetScenarios.All.Select(scenario =>
        new ChaosCase(scenario.Name, (folder, requests, seed) =>
            (scenario with { Habits = Stretch(scenario.Habits, requests), Window = FleetWindow })
                .RunAsync(folder, requests, seed, CancellationToken.None)))]);

    private static async Task<int> RunAsync(BenchArguments arguments, ChaosCase[] all)
    {
        var seed = arguments.Number("seed", Random.Shared.Next());
        var scenarios = arguments.Text("scenarios", "") is { Length: > 0 } names
            ? names.Split(',').Select(name => Array.Find(all, scenario => scenario.Name == name) ?? throw new ArgumentException(
                $"There is no scenario '{name}'; there are: {string.Join(", ", all.Select(scenario => scenario.Name))}.")).ToArray()
            : all;
        var requests = (arguments.Number("requests", 1_000_000) + scenarios.Length - 1) / scenarios.Length;
        var conditions = Conditions.Now();
        Console.WriteLine($"{conditions}, seed {seed}");
        var rows = new List<ChaosRow>();
        foreach (var scenario in scenarios)
        {
            try
            {
                rows.Add(await RunAsync(scenario, requests, seed));
            }
            catch (InvalidOperationException exception)
            {
                // What was attacked did not behave; the others are run all the same.
                Console.WriteLine(exception.Message);
            }
        }

        Print(rows);
        await BenchJson.SaveAsync(arguments.ResultPath, new ChaosReport(conditions.Ended(), seed, rows));
        return rows.Count == scenarios.Length && rows.All(row => row.Faults.Values.Sum() == 0) ? 0 : 1;
    }

    private static ClientHabits Stretch(ClientHabits habits, int requests) =>
        habits with { EpisodeEvery = habits.EpisodeEvery * Math.Max(1, requests / UsualRequests) };

    private static async Task<ChaosRow> RunAsync(ChaosCase scenario, int requests, int seed)
    {
        var folder = Path.Combine(Environment.CurrentDirectory, ".data", "bench-chaos", scenario.Name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var verdict = await scenario.RunAsync(folder, requests, seed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Name}: {verdict.Report.Counts.Asked:N0} requests in {verdict.Duration.TotalSeconds:0.0} s, {verdict.Report.FaultCounts.Values.Sum()} faults"));
        foreach (var fault in verdict.Inflicted)
        {
            Console.WriteLine($"  {fault}");
        }

        if (verdict.Report.IsClean)
        {
            Directory.Delete(folder, recursive: true);
        }
        else
        {
            Console.WriteLine($"{verdict}\nSee more: ./homing check-history {folder}");
        }

        return ChaosRow.Of(verdict);
    }

    private static void Print(List<ChaosRow> rows)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 220);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumn(new TableColumn("scenario").NoWrap());
        table.AddColumns(
            "requests", "req/s", "delivered", "expired", "cancelled", "open", "connections", "asked again", "worked twice",
            "handed over", "received again", "lost", "doubled", "misdelivered", "late", "out of order", "p50 ms", "p99 ms", "max ms");
        foreach (var row in rows)
        {
            var counts = row.Counts;
            table.AddRow([
                row.Scenario, Text(counts.Asked), Text(row.PerSecond), Text(counts.Delivered), Text(counts.Expired),
                Text(counts.Cancelled), Text(counts.Open), Text(counts.Connections), Text(counts.AskedAgain), Text(counts.WorkedTwice),
                Text(counts.HandedOver), Text(counts.ReceivedAgain), Text(row.Faults[FaultKind.Lost]), Text(row.Faults[FaultKind.Doubled]),
                Text(row.Faults[FaultKind.Misdelivered]), Text(row.Faults[FaultKind.Late]), Text(row.Faults[FaultKind.OutOfOrder]),
                Text(row.P50), Text(row.P99), Text(row.Max)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record ChaosCase(string Name, Func<string, int, int, Task<ChaosVerdict>> RunAsync);
}
