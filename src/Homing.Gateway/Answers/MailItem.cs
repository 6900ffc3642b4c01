using Homing.Gateway.Connections;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>An answer that waits in the mailbox. Guarded by the mailbox's lock.</summary>
internal sealed class MailItem
{
    // What the objects around the content cost, roughly.
    private const int Overhead = 400;

    /// <summary>The answer, with a copy of its content.</summary>
    public required ResponseMessage Response { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The connection that it was sent to and that has not acknowledged it.</summary>
    public ClientConnection? SentTo { get; set; }

    /// <summary>Its place among all, oldest first; null once it is no longer in the mailbox.</summary>
    public LinkedListNode<MailItem>? Place { get; set; }

    /// <summary>Its place among its client's.</summary>
    public LinkedListNode<MailItem>? PlaceOfClient { get; set; }

    public RequestKey Request => new(Response.ClientId, Response.RequestId);

    public int Bytes => Response.Content.Length + Overhead;
}
