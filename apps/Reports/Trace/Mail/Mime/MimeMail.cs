using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>
/// The content of a mail: a text, the same as HTML, and a file or none, as MIME (RFC 2045 to 2049). Lines of ASCII that end with
/// CR LF, so that any server passes it on as it is.
/// </summary>
internal sealed class MimeMail
{
    // No line of base64 holds any of "=_" but at its end, so no line of a body can be taken for a boundary.
    private const string OuterBoundary = "=_homing_mixed";
    private const string InnerBoundary = "=_homing_alternative";
    private const int BytesALine = 57;
    private const int CharactersALine = 76;
    private const int LinesAtOnce = 1024;

    /// <summary>Names it, without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Who sends it.</summary>
    public required MailAddress From { get; init; }

    /// <summary>Who gets it.</summary>
    public required MailAddress To { get; init; }

    /// <summary>What it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>The same as HTML.</summary>
    public required string Html { get; init; }

    /// <summary>What comes with it; null where nothing does.</summary>
    public MailAttachment? Attachment { get; init; }

    /// <summary>The mail as it is handed over.</summary>
    public Mail ToMail() => new(MessageId, From, To, MostLength, WriteAsync);

    private long MostLength => 4096 + Head().Length + Encoded(Encoding.UTF8.GetMaxByteCount(Text.Length))
        + Encoded(Encoding.UTF8.GetMaxByteCount(Html.Length)) + Encoded(Attachment?.Length ?? 0);

    private static long Encoded(long length) => ((length / BytesALine) + 1) * (CharactersALine + 2);

    private async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await WriteAsync(output, Head(), cancellationToken);
        if (Attachment is not { } attachment)
        {
            await WriteAlternativesAsync(output, cancellationToken);
            return;
        }

        await WriteAsync(output, $"Content-Type: multipart/mixed; boundary=\"{OuterBoundary}\"\r\n\r\n--{OuterBoundary}\r\n", cancellationToken);
        await WriteAlternativesAsync(output, cancellationToken);
        var head = $"--{OuterBoundary}\r\nContent-Type: {attachment.MediaType}\r\nContent-Transfer-Encoding: base64\r\n"
            + $"Content-Disposition: attachment{HeaderText.Parameter("filename", attachment.FileName)}"
            + FormattableString.Invariant($";\r\n size={attachment.Length}\r\n\r\n");
        await WriteAsync(output, head, cancellationToken);
        await using (var file = attachment.Open())
        {
            await WriteBase64Async(output, file, cancellationToken);
        }

        await WriteAsync(output, $"--{OuterBoundary}--\r\n", cancellationToken);
    }

    private string Head() =>
        $"Date: {Date.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n"
        + HeaderText.Mailbox("From", From)
        + HeaderText.Mailbox("To", To)
        + HeaderText.Unstructured("Subject", Subject)
        + $"Message-ID: <{MessageId}>\r\n"
        // So that no holiday notice answers it (RFC 3834).
        + "Auto-Submitted: auto-generated\r\n"
        + "MIME-Version: 1.0\r\n";

    private async Task WriteAlternativesAsync(Stream output, CancellationToken cancellationToken)
    {
        await WriteAsync(output, $"Content-Type: multipart/alternative; boundary=\"{InnerBoundary}\"\r\n\r\n", cancellationToken);
        await WriteTextAsync(output, "plain", Text, cancellationToken);
        await WriteTextAsync(output, "html", Html, cancellationToken);
        await WriteAsync(output, $"--{InnerBoundary}--\r\n", cancellationToken);
    }

    private static async Task WriteTextAsync(Stream output, string kind, string text, CancellationToken cancellationToken)
    {
        var head = $"--{InnerBoundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        await WriteAsync(output, head, cancellationToken);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
        await WriteBase64Async(output, bytes, cancellationToken);
    }

    private static async Task WriteAsync(Stream output, string text, CancellationToken cancellationToken) =>
        await output.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    private static async Task WriteBase64Async(Stream output, Stream input, CancellationToken cancellationToken)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(BytesALine * LinesAtOnce);
        var lines = ArrayPool<byte>.Shared.Rent((CharactersALine + 2) * LinesAtOnce);
        try
        {
            int read;
            var isEmpty = true;
            do
            {
                // Full lines until the end: all but the last must have a whole number of threes.
                read = await input.ReadAtLeastAsync(
                    bytes.AsMemory(0, BytesALine * LinesAtOnce), BytesALine * LinesAtOnce, throwOnEndOfStream: false, cancellationToken);
                await output.WriteAsync(lines.AsMemory(0, Encode(bytes.AsSpan(0, read), lines)), cancellationToken);
                isEmpty &= read == 0;
            }
            while (read == BytesALine * LinesAtOnce);

            if (isEmpty)
            {
                // The line end before a boundary belongs to the boundary, so that of the headers needs one of its own.
                await output.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<byte>.Shared.Return(lines);
        }
    }

    private static int Encode(ReadOnlySpan<byte> bytes, Span<byte> lines)
    {
        var length = 0;
        for (var at = 0; at < bytes.Length; at += BytesALine)
        {
            Base64.EncodeToUtf8(bytes[at..Math.Min(at + BytesALine, bytes.Length)], lines[length..], out _, out var written);
            length += written;
            lines[length++] = (byte)'\r';
            lines[length++] = (byte)'\n';
        }

        return length;
    }
}
