namespace Homing.Reports.Trace.Mail;

/// <summary>A way by which mails leave.</summary>
internal interface IMailTransport
{
    /// <summary>
    /// Hands a mail over. Whatever goes wrong is an answer and no exception, because the answer decides whether the mail may
    /// be handed over again.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="cancellationToken">
    /// Gives up, as long as that leaves the mail certainly not taken; from then on the answer is waited for.
    /// </param>
    Task<MailResult> SendAsync(Mail mail, CancellationToken cancellationToken);

    /// <summary>
    /// What became of a mail that somebody handed over who cannot be asked any more.
    /// </summary>
    MailResult Recall(string messageId);
}
