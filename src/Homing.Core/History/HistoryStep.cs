namespace Homing.History;

/// <summary>What can happen to a request, as those to whom it happened write it down.</summary>
public enum HistoryStep
{
    /// <summary>The client sent the request, or sent it again.</summary>
    Asked,

    /// <summary>The gateway found it durable and says so; the client heard so.</summary>
    Accepted,

    /// <summary>It was refused with a reason.</summary>
    Refused,

    /// <summary>Its deadline passed without an answer, and the client was told.</summary>
    Expired,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>A worker began to work on it.</summary>
    Begun,

    /// <summary>A worker's answer is durable.</summary>
    Answered,

    /// <summary>A worker passed over it: nobody waits for it any more.</summary>
    Skipped,

    /// <summary>The gateway sent the answer; the client's socket received it.</summary>
    Sent,

    /// <summary>The client gave the answer to the application.</summary>
    Delivered,

    /// <summary>The gateway heard that the answer has reached the application.</summary>
    Acknowledged,

    /// <summary>The gateway handed the answer over to the mailboxes of all.</summary>
    HandedOver,

    /// <summary>The client was welcomed on a new connection. No request belongs to it.</summary>
    Connected,

    /// <summary>The client's history is complete: nothing more will come. No request belongs to it.</summary>
    Closed,
}
