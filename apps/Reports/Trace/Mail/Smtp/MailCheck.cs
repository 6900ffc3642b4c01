using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>Whether the mail server takes us; no mail is handed over.</summary>
internal sealed class MailCheck(IMailTransport transport, IOptions<MailOptions> options) : IDoctorCheck
{
    public string Name => "mail server";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        const string Setting = $"{MailOptions.SectionName}:{nameof(MailOptions.Server)}";
        if (transport is not SmtpTransport smtp)
        {
            return [DoctorFinding.Ok(Name, $"none: mails are written to files ({Setting} is not set)")];
        }

        var server = SmtpServer.WithoutPassword(options.Value.Server);
        return
        [
            await smtp.FindFaultAsync(cancellationToken) is { } fault
                ? DoctorFinding.Fail(
                    Name, $"{server}: {fault}", $"Set {Setting} to a server that this machine may use, with the right user and password.")
                : DoctorFinding.Ok(Name, $"{server} takes us"),
        ];
    }
}
