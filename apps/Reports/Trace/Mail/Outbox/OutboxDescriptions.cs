using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Trace.Mail.Outbox;

/// <summary>What is answered about mails in files.</summary>
internal static class OutboxDescriptions
{
    public static RouteHandlerBuilder DescribeMails(this RouteHandlerBuilder mails) => mails.IsForUsers().Produces<List<OutboxMail>>();

    public static RouteHandlerBuilder DescribeMail(this RouteHandlerBuilder mail) => mail
        .IsForUsers()
        .WithPath("name", "The mail's name, which is its Message-ID.")
        .Produces<OutboxMail>()
        .ProducesProblems(StatusCodes.Status404NotFound);
}
