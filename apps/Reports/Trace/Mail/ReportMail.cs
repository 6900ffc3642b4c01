using System.Globalization;
using System.Net;
using System.Net.Mail;
using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.ProviderApi;
using Homing.Reports.Trace.Mail.Mime;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail;

/// <summary>Writes the mail that brings a document to who asked for it.</summary>
internal sealed class ReportMail
{
    private const string Pdf = "application/pdf";

    private readonly DocumentStore _documents;
    private readonly DocumentLinks _links;
    private readonly OwnAddress _own;
    private readonly MailOptions _options;
    private readonly MailAddress _from;
    private readonly TimeProvider _time;

    public ReportMail(
        DocumentStore documents, DocumentLinks links, OwnAddress own, IOptions<MailOptions> options, TimeProvider time)
    {
        (_documents, _links, _own, _options, _time) = (documents, links, own, options.Value, time);
        _from = new MailAddress(_options.From);
    }

    /// <summary>The Message-ID of the mail of a report, the same for each attempt, without angle brackets.</summary>
    public string IdOf(Guid report) => $"{report:D}@{MailAddresses.DomainOnTheWire(_from)}";

    /// <summary>Returns where the mail of a report can be written.</summary>
    /// <exception cref="HomingException">The document is not here, or this process does not listen yet (transient).</exception>
    public void EnsureReady(Report report)
    {
        _ = PagesAddress();
        if (!_documents.Has(report.Id, report.Document!))
        {
            throw new HomingException($"The document of report {report.Id} is not in our storage.", isTransient: true);
        }
    }

    /// <summary>The mail of a report whose document is here.</summary>
    /// <exception cref="HomingException">
    /// The document is not here, or this process does not listen yet (transient); or who asked has no address that mail can be
    /// sent to.
    /// </exception>
    public Mail Write(Report report)
    {
        EnsureReady(report);
        if (!MailAddresses.TryParse(report.Email, out var to))
        {
            throw new HomingException("The address is none that mail can be sent to.");
        }

        var document = report.Document!;
        var page = new Uri(PagesAddress(), $"reports/{report.Id:D}");
        var isAttached = document.Length <= _options.MaxAttachmentBytes;
        var name = DocumentNames.Of(report.Order);
        var size = SizeOf(document.Length);
        var link = isAttached ? null : LinkTo(report);
        var until = report.ExpiresAt!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
        var mail = new MimeMail
        {
            MessageId = IdOf(report.Id),
            Date = _time.GetUtcNow(),
            From = _from,
            To = to,
            Subject = $"Your report is ready: {report.Order.Title}",
            Text = TextOf(report, page, link, name, size, until),
            Html = HtmlOf(report, page, link, name, size, until),
            Attachment = isAttached ? new MailAttachment(name, Pdf, document.Length, () => Open(report)) : null,
        };
        return mail.ToMail();
    }

    private static string TextOf(Report report, Uri page, Uri? link, string name, string size, string until) =>
        $"""
        Hello {report.RequestedBy},

        your report "{report.Order.Title}" is ready.

        {(link is null ? $"It is attached: {name} ({size})." : $"It is too large to be attached ({size}). Who has this link can download it:\n{link}")}

        Until {until} it is also here, with how it was made:
        {page}

        Report {report.Id:D}

        """;

    private static string HtmlOf(Report report, Uri page, Uri? link, string name, string size, string until)
    {
        var document = link is null
            ? $"It is attached: {Html(name)} ({size})."
            : $"It is too large to be attached ({size}). <a href=\"{Html(link.AbsoluteUri)}\">Download it</a>; who has this link can.";
        return $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{Html(report.Order.Title)}</title></head>
            <body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40em">
            <p>Hello {Html(report.RequestedBy)},</p>
            <p>your report <strong>{Html(report.Order.Title)}</strong> is ready.</p>
            <p>{document}</p>
            <p>Until {until} it is also <a href="{Html(page.AbsoluteUri)}">on its page</a>, with how it was made.</p>
            <p style="color: #666; font-size: small">Report {report.Id:D}</p>
            </body>
            </html>

            """;
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string SizeOf(long length) => length < 1024 * 1024
        ? FormattableString.Invariant($"{Math.Max(1, length / 1024)} KiB")
        : FormattableString.Invariant($"{length / 1024.0 / 1024.0:0.0} MiB");

    private Uri LinkTo(Report report) =>
        new(PagesAddress(), $"api/reports/{report.Id:D}/document?token={_links.Issue(report.Id, report.ExpiresAt!.Value)}");

    private Uri PagesAddress() =>
        _options.PublicUrl.Length == 0 ? _own.Value : new Uri(_options.PublicUrl.TrimEnd('/') + '/');

    private FileStream Open(Report report) => _documents.Open(report.Id, report.Document!)
        ?? throw new HomingException($"The document of report {report.Id} is no longer in our storage.", isTransient: true);
}
