namespace Homing.Reports.Trace.Mail;

/// <summary>What became of handing over a mail.</summary>
internal enum MailOutcome
{
    /// <summary>It was taken.</summary>
    Sent,

    /// <summary>It was certainly not taken, and may be later.</summary>
    NotNow,

    /// <summary>It was certainly not taken, and never will be.</summary>
    Never,

    /// <summary>Nobody knows.</summary>
    Uncertain,
}
