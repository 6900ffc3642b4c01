namespace Homing.Reports.Contracts;

/// <summary>What is known of the states of a mail alone.</summary>
public static class MailStates
{
    private static readonly Dictionary<MailState, string> Names = new()
    {
        [MailState.None] = "none",
        [MailState.Sending] = "sending",
        [MailState.Sent] = "sent",
        [MailState.Waiting] = "waiting",
        [MailState.Failed] = "failed",
        [MailState.Uncertain] = "uncertain",
    };

    /// <summary>The name in JSON.</summary>
    public static string NameOf(MailState state) => Names[state];
}
