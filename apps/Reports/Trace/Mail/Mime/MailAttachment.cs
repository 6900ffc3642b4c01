namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>A file that comes with a mail.</summary>
/// <param name="FileName">What it is called where it is saved.</param>
/// <param name="MediaType">Such as <c>application/pdf</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens it, as often as it is asked.</param>
internal sealed record MailAttachment(string FileName, string MediaType, long Length, Func<Stream> Open);
