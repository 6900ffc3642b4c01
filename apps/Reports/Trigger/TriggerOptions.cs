namespace Homing.Reports.Trigger;

/// <summary>How orders are taken.</summary>
public sealed class TriggerOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Homing:Reports:Trigger";

    /// <summary>The domain of the mail address of a user of whom none is known: <c>user@domain</c>.</summary>
    /// <value>The name of a domain. Default <c>homing.example</c>.</value>
    public string MailDomain { get; set; } = "homing.example";

    /// <summary>How long a call waits for its event to come back from the log, before it is answered 503.</summary>
    /// <value>1 s to 1 min. Default 10 s.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
