using System.Net.Mail;
using System.Text;

namespace Homing.Reports.Trace.Mail.Mime;

/// <summary>
/// Text of any script in the headers of a mail, which are ASCII: encoded words (RFC 2047) and parameters in parts (RFC 2231).
/// </summary>
internal static class HeaderText
{
    private const int MaxLine = 76;
    private const string WordStart = "=?utf-8?B?";
    private const string WordEnd = "?=";
    private const string Fold = "\r\n ";
    private const string CharsetMark = "utf-8''";

    // What RFC 2231 lets stand as it is, and nothing that any reader takes for something else.
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

    /// <summary>A header whose value is free text.</summary>
    public static string Unstructured(string name, string value)
    {
        var clean = OneLine(value);
        return $"{name}: {(IsPlain(clean) && name.Length + 2 + clean.Length <= MaxLine ? clean : Words(clean, name.Length + 2))}\r\n";
    }

    /// <summary>A header that names somebody.</summary>
    public static string Mailbox(string name, MailAddress address)
    {
        var wire = MailAddresses.OnTheWire(address);
        var shown = OneLine(address.DisplayName);
        return shown.Length == 0 ? $"{name}: {wire}\r\n"
            : IsPlain(shown) ? $"{name}: \"{shown.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"{Fold}<{wire}>\r\n"
            : $"{name}: {Words(shown, name.Length + 2)}{Fold}<{wire}>\r\n";
    }

    /// <summary>A parameter that follows a header's value, with what parts it from that.</summary>
    public static string Parameter(string name, string value)
    {
        var clean = OneLine(value);
        if (clean.All(Plain.Contains) && clean.Length + name.Length < MaxLine - 6)
        {
            return $";{Fold}{name}=\"{clean}\"";
        }

        var sections = new List<string>();
        var section = new StringBuilder();
        foreach (var rune in clean.EnumerateRunes())
        {
            var piece = Percent(rune);
            if (section.Length + piece.Length > MaxLine - name.Length - CharsetMark.Length - 8)
            {
                sections.Add(section.ToString());
                section.Clear();
            }

            section.Append(piece);
        }

        sections.Add(section.ToString());
        return sections is [var all]
            ? $";{Fold}{name}*={CharsetMark}{all}"
            : string.Concat(sections.Select((part, index) => $";{Fold}{name}*{index}*={(index == 0 ? CharsetMark : "")}{part}"));
    }

    private static string Words(string text, int used)
    {
        var words = new StringBuilder();
        var word = new List<byte>();
        var room = Room(used);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            if (word.Count + length > room)
            {
                End();
                words.Append(Fold);
                room = Room(1);
            }

            word.AddRange(utf8[..length]);
        }

        End();
        return words.ToString();

        void End()
        {
            words.Append(WordStart).Append(Convert.ToBase64String([.. word])).Append(WordEnd);
            word.Clear();
        }

        // Bytes that fit behind what the line has already.
        static int Room(int used) => (MaxLine - used - WordStart.Length - WordEnd.Length) / 4 * 3;
    }

    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal);

    private static string Percent(Rune rune)
    {
        if (rune.IsAscii && Plain.Contains((char)rune.Value, StringComparison.Ordinal))
        {
            return rune.ToString();
        }

        Span<byte> utf8 = stackalloc byte[4];
        var length = rune.EncodeToUtf8(utf8);
        var text = new StringBuilder(12);
        foreach (var octet in utf8[..length])
        {
            text.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // Whoever can break a line in a header writes headers of their own.
    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
