namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>A mail as it is shown.</summary>
/// <param name="Date">When it was made.</param>
/// <param name="From">Who sends it.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">What it says.</param>
/// <param name="Attachments">What comes with it.</param>
internal sealed record MimeView(
    DateTimeOffset Date, string From, string To, string Subject, string Text, IReadOnlyList<MimeFile> Attachments);
