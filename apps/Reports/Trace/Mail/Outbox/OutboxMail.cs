using Homing.Http;
using Homing.Reports.Trace.Mail.Mime;

namespace Homing.Reports.Trace.Mail.Outbox;

/// <summary>A mail that was written to a file, as it is answered.</summary>
/// <param name="Name">Names it: its Message-ID.</param>
/// <param name="ReportId">The report that it brings.</param>
/// <param name="Date">When it was made, RFC 3339.</param>
/// <param name="From">Who sends it.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">What it says.</param>
/// <param name="Attachments">What comes with it.</param>
internal sealed record OutboxMail(
    string Name,
    Guid ReportId,
    [property: DescribedAs(typeof(DateTimeOffset))] string Date,
    string From,
    string To,
    string Subject,
    string Text,
    IReadOnlyList<MimeFile> Attachments);
