namespace Homing.Reports.Contracts;

/// <summary>The mail of a report.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">The newest attempt; 0 before the first.</param>
/// <param name="Claim">Who makes it.</param>
/// <param name="Until">When a mail that is being sent is uncertain, or one that waits is tried again.</param>
public sealed record MailStatus(MailState State, int Attempt, string? Claim = null, DateTimeOffset? Until = null)
{
    /// <summary>Before the first attempt.</summary>
    public static MailStatus None { get; } = new(MailState.None, 0);

    /// <summary>True where nothing more is done for it.</summary>
    public bool IsSettled => State is MailState.Sent or MailState.Failed or MailState.Uncertain;
}
