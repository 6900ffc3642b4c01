using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Storm;

/// <summary>What real storms measured.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Connections">That were lost at once.</param>
/// <param name="Budget">Clients a second for which the window was sized.</param>
/// <param name="Window">What the servers told their clients.</param>
/// <param name="Accepts">What a warm server can take.</param>
/// <param name="Seed">Of the clients' draws.</param>
/// <param name="Rows">By scenario and rule.</param>
internal sealed record RealStormReport(
    Conditions Conditions, int Connections, double Budget, TimeSpan Window, AcceptFigures Accepts, int Seed, List<RealStormRow> Rows)
{
    public void PrintHead()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Reconnect storm, real: {Connections} clients, one server process. {Conditions}; seed {Seed}
            What a warm server can take, and processor time in µs a client; unsealing a session takes {Accepts.Session} µs.
            """));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("until", "clients/s", "server", "kernel for it", "clients");
        foreach (var (until, cost) in new[]
        {
            ("connected", Accepts.Connect), ("upgraded", Accepts.Upgrade), ("welcomed", Accepts.Welcome),
        })
        {
            table.AddRow(
                until, Number(cost.PerSecond), Number(cost.ServerUser), Number(cost.ServerKernel), Number(cost.Clients));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Budget {Budget}/s, so the window is {Window.TotalSeconds:0.0} s."));
    }

    public void PrintRows()
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "storm", "rule", "ready after, s", "99 % back after ready, s", "after kill, s", "back in window + 3 s", "tries, mean",
            "p99", "peak welcomes/s", "peak tries/s", "gave up", "failed tries");
        foreach (var row in Rows)
        {
            table.AddRow(
                row.Scenario,
                row.Rule,
                Number(row.ReadyAfter),
                row.ReadyTo99 is { } ready ? Number(ready) : "never",
                row.KillTo99 is { } kill ? Number(kill) : "never",
                Number(row.InTime * 100) + " %",
                Number(row.TriesMean),
                Number(row.TriesP99),
                Number(row.PeakWelcomes),
                Number(row.PeakTries),
                Number(row.GaveUp * 100) + " %",
                string.Join(", ", row.Errors.Select(error => $"{error.Key} {error.Value}")));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>One storm. Times in seconds, peaks of a tenth of a second.</summary>
/// <param name="Scenario">Where the clients came back to: the server started again, or another that ran already.</param>
/// <param name="Rule">By which they came back.</param>
/// <param name="ReadyAfter">From the kill until a server could be used.</param>
/// <param name="ReadyTo99">From then until 99 % were back; null where they never were.</param>
/// <param name="KillTo99">The same from the kill.</param>
/// <param name="InTime">Share back within window + 3 s of a server being ready.</param>
/// <param name="TriesMean">Of each client.</param>
/// <param name="TriesP99">Of each client.</param>
/// <param name="PeakWelcomes">Welcomes a second.</param>
/// <param name="PeakTries">Tries a second.</param>
/// <param name="GaveUp">Share of the clients.</param>
/// <param name="Errors">Failed tries by kind.</param>
/// <param name="Held">Clients still connected at the end.</param>
internal sealed record RealStormRow(
    string Scenario, string Rule, double ReadyAfter, double? ReadyTo99, double? KillTo99, double InTime, double TriesMean,
    int TriesP99, double PeakWelcomes, double PeakTries, double GaveUp, Dictionary<string, int> Errors, int Held)
{
    private const double Slot = 0.1;
    private const double Grace = 3;

    public static RealStormRow From(
        string scenario, string rule, RealStormReport report, StormFigures figures, long killedAt, long readyAt)
    {
        var clients = figures.Tries.Length;
        var back = figures.BackAt.Where(at => at > 0).Select(at => Seconds(killedAt, at)).Order().ToArray();
        var tries = figures.Tries.Order().ToArray();
        var last99 = (int)Math.Ceiling(clients * 0.99) - 1;
        var ready = Seconds(killedAt, readyAt);
        double? killTo99 = last99 < back.Length ? back[last99] : null;
        return new RealStormRow(
            scenario,
            rule,
            Round(ready),
            killTo99 is { } at ? Round(at - ready) : null,
            killTo99 is { } after ? Round(after) : null,
            Round((double)back.Count(at => at - ready <= report.Window.TotalSeconds + Grace) / clients),
            Round(tries.Average()),
            tries[last99],
            Peak(back),
            Peak(figures.TriedAt.Select(at => Seconds(killedAt, at))),
            Round((double)(clients - back.Length) / clients),
            figures.Errors,
            figures.Held);
    }

    private static double Peak(IEnumerable<double> times) =>
        Math.Round(times.CountBy(time => (int)(time / Slot)).Select(slot => slot.Value).DefaultIfEmpty().Max() / Slot);

    private static double Seconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;

    private static double Round(double value) => Math.Round(value, 3);
}
