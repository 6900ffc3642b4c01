using System.Globalization;

namespace Homing.HistoryChecker;

/// <summary>Prints a report.</summary>
internal static class ReportText
{
    public static void Write(CheckReport report, IReadOnlyList<string> folders, CheckOptions options, TextWriter output)
    {
        WriteCounts(report, output);
        if (report.IsClean)
        {
            output.WriteLine("No faults.");
            return;
        }

        var shown = report.Faults.GroupBy(fault => fault.Kind).SelectMany(kind => kind.Take(options.Examples)).ToList();
        var lines = Evidence.Collect(
            folders, shown.Where(fault => fault.ClientId.Length > 0).Select(fault => (fault.ClientId, fault.RequestId)).ToHashSet());
        foreach (var (kind, count) in report.FaultCounts.OrderBy(entry => entry.Key))
        {
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{NameOf(kind)}: {count:N0}"));
            foreach (var fault in shown.Where(fault => fault.Kind == kind))
            {
                WriteFault(fault, lines, output);
            }
        }
    }

    private static void WriteFault(
        Fault fault, Dictionary<(string Client, string Request), IReadOnlyList<string>> lines, TextWriter output)
    {
        if (fault.ClientId.Length == 0)
        {
            output.WriteLine($"  {fault.Reason}");
            return;
        }

        output.WriteLine($"  client {fault.ClientId}, request {fault.RequestId}: {fault.Reason}");
        foreach (var line in lines[(fault.ClientId, fault.RequestId)])
        {
            output.WriteLine("    " + line);
        }
    }

    private static void WriteCounts(CheckReport report, TextWriter output)
    {
        var counts = report.Counts;
        var rows = new (string Name, long Value)[]
        {
            ("files", counts.Files),
            ("files with a cut last line", counts.CutFiles),
            ("lines", counts.Lines),
            ("clients", counts.Clients),
            ("connections", counts.Connections),
            ("asked", counts.Asked),
            ("asked again", counts.AskedAgain),
            ("accepted", counts.Accepted),
            ("delivered", counts.Delivered),
            ("received again", counts.ReceivedAgain),
            ("refused", counts.Refused),
            ("expired", counts.Expired),
            ("cancelled", counts.Cancelled),
            ("worked on twice or more", counts.WorkedTwice),
            ("handed over", counts.HandedOver),
            ("asked, never accepted, open", counts.Open),
            ("undecided", counts.Undecided),
        };
        foreach (var (name, value) in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{value,14:N0}"));
        }

        foreach (var (name, time) in new[] { ("p50", report.Times.P50), ("p99", report.Times.P99), ("max", report.Times.Max) })
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{"asked to delivered, " + name,-28}{time.TotalMilliseconds,11:N1} ms"));
        }
    }

    private static string NameOf(FaultKind kind) => kind switch
    {
        FaultKind.OutOfOrder => "out of order",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
