using System.Globalization;
using System.Text;

namespace Homing.Host.Dead;

/// <summary>Text of strangers, for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>
    /// The text with everything written out that a terminal would obey rather than show: control characters, those that
    /// turn the direction of writing, and what is invisible.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                escaped.Append(rune);
            }
        }

        return escaped.ToString();
    }
}
