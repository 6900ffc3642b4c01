namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>A file that comes with a mail.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="MediaType">Such as <c>application/pdf</c>.</param>
/// <param name="Length">Bytes.</param>
internal sealed record MimeFile(string Name, string MediaType, long Length);
