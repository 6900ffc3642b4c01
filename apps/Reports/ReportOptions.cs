namespace Homing.Reports;

/// <summary>What all services of the reports share.</summary>
public sealed class ReportOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports";

    /// <summary>The folder of our own storage: documents, and mails that are written to files.</summary>
    /// <value>Default <c>./.data/reports</c>; <c>--data</c> sets it.</value>
    public string Directory { get; set; } = "./.data/reports";

    /// <summary>The partitions of <c>report.events</c> where it has to be made.</summary>
    /// <value>1 to 256. Default 8.</value>
    public int Partitions { get; set; } = 8;

    /// <summary>How long events, and with them reports, are kept.</summary>
    /// <value>7 to 365 days. Default 30 days.</value>
    public TimeSpan EventsKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Where the tables of the reports are kept that others may ask with SQL; the role <c>report-trace</c> keeps them.</summary>
    /// <value><c>none</c> or <c>database</c>. Default <c>none</c>.</value>
    public string Projection { get; set; } = "none";

    /// <summary>Reports that one service of a process works on at the same moment; others wait for their turn.</summary>
    /// <value>1 to 1,000. Default 32.</value>
    public int MaxConcurrency { get; set; } = 32;
}
