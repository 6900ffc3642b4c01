using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>Reads what <see cref="MimeMail"/> has written, up to the bytes of the attached file.</summary>
internal static partial class MimeReader
{
    // The texts come first and are short; the file is described before its bytes.
    private const int MaxRead = 256 * 1024;

    /// <summary>Reads a mail.</summary>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public static async Task<MimeView> ReadAsync(Stream mail, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxRead];
        var length = await mail.ReadAtLeastAsync(bytes, MaxRead, throwOnEndOfStream: false, cancellationToken);
        var (headers, body) = Split(Encoding.ASCII.GetString(bytes, 0, length));
        var parts = Leaves(headers, body).ToList();
        return new MimeView(
            DateTimeOffset.Parse(headers["date"], CultureInfo.InvariantCulture),
            Mailbox(headers["from"]),
            Mailbox(headers["to"]),
            Words(headers["subject"]),
            TextOf(parts, "text/plain"),
            [.. parts.Where(part => IsFile(part.Headers)).Select(part => FileOf(part.Headers))]);
    }

    private static IEnumerable<(Dictionary<string, string> Headers, string Body)> Leaves(Dictionary<string, string> headers, string body)
    {
        if (Boundary().Match(headers.GetValueOrDefault("content-type", "")) is not { Success: true } boundary)
        {
            return [(headers, body)];
        }

        // What comes before the first mark and behind the last is nothing.
        var parts = ("\r\n" + body).Split("\r\n--" + boundary.Groups[1].Value);
        return parts.Skip(1).Where(part => part.StartsWith("\r\n", StringComparison.Ordinal))
            .Select(part => Split(part[2..])).SelectMany(part => Leaves(part.Headers, part.Body));
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string part)
    {
        var end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            throw new FormatException("A part of the mail has no end of its headers.");
        }

        var lines = part[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n");
        return (lines.Select(line => line.Split(": ", 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]), part[(end + 4)..]);
    }

    private static string TextOf(List<(Dictionary<string, string> Headers, string Body)> parts, string type)
    {
        var (_, body) = parts.Find(part => part.Headers.GetValueOrDefault("content-type", "").StartsWith(type, StringComparison.Ordinal));
        return body is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(body)).ReplaceLineEndings("\n");
    }

    private static bool IsFile(Dictionary<string, string> headers) =>
        headers.GetValueOrDefault("content-disposition", "").StartsWith("attachment", StringComparison.Ordinal);

    private static MimeFile FileOf(Dictionary<string, string> headers)
    {
        var disposition = headers["content-disposition"];
        var plain = PlainName().Match(disposition);
        var name = plain.Success ? plain.Groups[1].Value
            : Uri.UnescapeDataString(string.Concat(EncodedName().Matches(disposition).Select(match => match.Groups[1].Value)));
        return new MimeFile(name, headers["content-type"], long.Parse(Size().Match(disposition).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // A quoted name has its quotes and backslashes escaped (RFC 5322); free text and encoded words have none of that.
    private static string Mailbox(string header) => header.StartsWith('"') ? QuotedPair().Replace(header, "$1") : Words(header);

    private static string Words(string header) => EncodedWords().Replace(header, words =>
        Encoding.UTF8.GetString([.. EncodedWord().Matches(words.Value).SelectMany(word => Convert.FromBase64String(word.Groups[1].Value))]));

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex QuotedPair();

    [GeneratedRegex("boundary=\"([^\"]+)\"")]
    private static partial Regex Boundary();

    [GeneratedRegex("filename=\"([^\"]*)\"")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"filename\*(?:\d+\*)?=(?:utf-8'')?([^; ]*)")]
    private static partial Regex EncodedName();

    [GeneratedRegex(@"size=(\d+)")]
    private static partial Regex Size();

    [GeneratedRegex(@"=\?utf-8\?B\?[^?]*\?=(?: +=\?utf-8\?B\?[^?]*\?=)*")]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"=\?utf-8\?B\?([^?]*)\?=")]
    private static partial Regex EncodedWord();
}
