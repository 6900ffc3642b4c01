namespace Homing.Reports.Trace.Mail;

/// <summary>What became of handing over a mail, and why.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Reason">Why, in words; empty where it was taken.</param>
internal readonly record struct MailResult(MailOutcome Outcome, string Reason)
{
    /// <summary>It was taken.</summary>
    public static MailResult Sent { get; } = new(MailOutcome.Sent, "");

    /// <summary>It was certainly not taken, and may be later.</summary>
    public static MailResult NotNow(string reason) => new(MailOutcome.NotNow, reason);

    /// <summary>It was certainly not taken, and never will be.</summary>
    public static MailResult Never(string reason) => new(MailOutcome.Never, reason);

    /// <summary>Nobody knows.</summary>
    public static MailResult Uncertain(string reason) => new(MailOutcome.Uncertain, reason);
}
