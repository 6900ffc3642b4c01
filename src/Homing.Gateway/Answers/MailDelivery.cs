using Homing.Gateway.Connections;

namespace Homing.Gateway.Answers;

/// <summary>An answer from the mailbox. It stays there until it is acknowledged, and is never broadcast again.</summary>
internal sealed class MailDelivery(Mailbox mailbox, MailItem item, ClientConnection connection) : AnswerDelivery(item.Response)
{
    public override void Acknowledge()
    {
        Release();
        mailbox.Acknowledged(item);
    }

    public override Task AbandonAsync()
    {
        Release();
        mailbox.Abandoned(item, connection);
        return Task.CompletedTask;
    }
}
