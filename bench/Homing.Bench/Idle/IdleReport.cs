using System.Globalization;
using Homing.Bench.Support;
using Spectre.Console;

namespace Homing.Bench.Idle;

/// <summary>What was measured.</summary>
internal sealed record IdleReport(Conditions Conditions, int FileLimit, IReadOnlyList<IdleRow> Rows)
{
    public void Print()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Idle connections, KiB each. {Conditions}; at most {FileLimit} open files a process"));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns(
            "connections", "system", "RSS", "PSS", "RSS, collected", "live heap", "committed heap", "server MiB", "to SignalR");
        foreach (var row in Rows)
        {
            var signalR = Rows.FirstOrDefault(other => other.System == "signalr" && other.Connections == row.Connections);
            table.AddRow(
                row.Connections.ToString(CultureInfo.InvariantCulture),
                row.System,
                Text(row.Rss),
                Text(row.Pss),
                Text(row.RssCollected),
                Text(row.LiveHeap),
                Text(row.CommittedHeap),
                Text(row.RssAfter / 1024.0),
                signalR is null ? "" : Text(row.Rss / signalR.Rss));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>One server with so many connections; KiB a connection but for the last two, which are KiB in all.</summary>
/// <param name="System">The server.</param>
/// <param name="Connections">How many were held.</param>
/// <param name="Rss">Growth of the resident set, settled, nothing forced.</param>
/// <param name="Pss">Growth of the proportional set.</param>
/// <param name="RssCollected">Growth of the resident set after a forced full collection.</param>
/// <param name="LiveHeap">The managed heap after that collection, what the server had before included.</param>
/// <param name="CommittedHeap">What the collector held before it.</param>
/// <param name="RssBefore">Before the connections.</param>
/// <param name="RssAfter">With them, settled.</param>
internal sealed record IdleRow(
    string System,
    int Connections,
    double Rss,
    double Pss,
    double RssCollected,
    double LiveHeap,
    double CommittedHeap,
    long RssBefore,
    long RssAfter);
