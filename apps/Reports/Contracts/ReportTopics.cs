using Homing.Log;

namespace Homing.Reports.Contracts;

/// <summary>The topic of the reports.</summary>
public static class ReportTopics
{
    /// <summary>Everything that happened to every report, keyed by report id: CloudEvents 1.0 as JSON.</summary>
    public const string Events = "report.events";

    /// <summary>The topic of the popups.</summary>
    public const string Push = "report";

    /// <summary>How <see cref="Events"/> is laid out.</summary>
    /// <param name="partitions">1 to 256.</param>
    /// <param name="keptFor">How long events, and with them reports, are kept.</param>
    public static TopicOptions EventsOptions(int partitions, TimeSpan keptFor) =>
        new() { Name = Events, Partitions = partitions, RetentionAge = keptFor };
}
