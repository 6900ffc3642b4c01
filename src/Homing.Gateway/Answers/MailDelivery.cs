using Homing.Gateway.Connections;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>An answer from the mailbox. It stays there until it is acknowledged, and is never broadcast again.</summary>
internal sealed class MailDelivery(Mailbox mailbox, MailItem item, ClientConnection connection) : AnswerDelivery(item.Response)
{
    protected override string Destination => Topics.ClientResponseBroadcast;

    public override void Acknowledge()
    {
        Release("acknowledged");
        mailbox.Acknowledged(item);
    }

    public override Task AbandonAsync()
    {
        Release("abandoned");
        mailbox.Abandoned(item, connection);
        return Task.CompletedTask;
    }
}
