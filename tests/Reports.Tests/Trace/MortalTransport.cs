using Homing.Reports.Trace.Mail;

namespace Homing.Reports.Tests.Trace;

/// <summary>A way of mails as a process that may die has it.</summary>
internal sealed class MortalTransport(IMailTransport transport, Mortality mortality) : IMailTransport
{
    public async Task<MailResult> SendAsync(Homing.Reports.Trace.Mail.Mail mail, CancellationToken cancellationToken)
    {
        await mortality.PassAsync("before mail");
        var result = await transport.SendAsync(mail, cancellationToken);
        await mortality.PassAsync("after mail");
        return result;
    }

    public MailResult Recall(string messageId) => transport.Recall(messageId);
}
