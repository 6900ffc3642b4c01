namespace Homing.Reports.Trace;

/// <summary>How who asked is told, and what is left is found.</summary>
public sealed class TraceOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Reports:Trace";

    /// <summary>How long a popup waits for who asked.</summary>
    /// <value>1 minute to 30 days. Default 24 hours.</value>
    public TimeSpan PopupLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often our storage is searched for files that no report has.</summary>
    /// <value>1 minute to 1 day. Default 1 hour.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a file that no report has is left alone, since it may be on its way.</summary>
    /// <value>1 minute to 7 days. Default 1 hour.</value>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);
}
