using System.Net.Mail;
using Homing.Reports.Trace.Mail.Mime;
using Homing.Reports.Trace.Mail.Smtp;
using Microsoft.Extensions.Options;
using MailOptions = Homing.Reports.Trace.Mail.MailOptions;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>Mails, and ways to send them, for tests.</summary>
internal static class Mails
{
    public static SmtpTransport Transport(string server, TimeProvider? time = null, MailOptions? options = null)
    {
        var settings = Options.Create(options ?? new MailOptions());
        Assert.True(SmtpServer.TryParse(server, out var parsed));
        return new SmtpTransport(parsed, new ServerTrust(settings), settings, time ?? TimeProvider.System);
    }

    public static MimeMail To(
        string address, string subject = "Your report", string text = "It is here.\n", MailAttachment? attachment = null) => new()
        {
            MessageId = "7e57ab1e-0000-8000-8000-000000000001@homing.example",
            Date = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            From = new MailAddress("reports@homing.example", "Homing reports"),
            To = new MailAddress(address),
            Subject = subject,
            Text = text,
            Html = "<p>It is here.</p>",
            Attachment = attachment,
        };

    public static MailAttachment Pdf(byte[] content, string name = "report.pdf") =>
        new(name, "application/pdf", content.Length, () => new MemoryStream(content));
}
