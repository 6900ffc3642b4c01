namespace Homing.Gateway.Answers;

/// <summary>The ways that an answer can take; the names are the values of the metric's <c>way</c>.</summary>
internal static class AnswerWay
{
    /// <summary>From the gateway's own topic to the connection that waits for it.</summary>
    public const string Direct = "direct";

    /// <summary>Handed over to the mailboxes: its client is not here, or went before it acknowledged.</summary>
    public const string Rerouted = "rerouted";

    /// <summary>Handed over to the mailboxes from the topic of a gateway that is gone, or of an earlier epoch.</summary>
    public const string Adopted = "adopted";

    /// <summary>From the mailbox to the connection that waits for it.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>Let go: the request is settled already.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Let go: its client did not come in time.</summary>
    public const string Expired = "expired";

    /// <summary>Thrown out of a mailbox that was full.</summary>
    public const string Evicted = "evicted";

    /// <summary>All of them, the most frequent first.</summary>
    public static string[] All { get; } = [Direct, Mailbox, Rerouted, Adopted, Duplicate, Expired, Evicted];
}
