namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>What a server answered (RFC 5321, section 4.2).</summary>
/// <param name="Code">Three digits: 2xx done, 3xx go on, 4xx not now, 5xx never.</param>
/// <param name="Lines">The text of each line.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>True where trying the same again is of no use.</summary>
    public bool IsPermanent => Code >= 500;

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";
}
