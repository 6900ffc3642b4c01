using System.Globalization;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>
/// About how wide a text is in a sans-serif face, so that labels keep out of each other's way: rather too wide than too
/// narrow.
/// </summary>
internal static class TextWidth
{
    /// <summary>The width at a size.</summary>
    public static double Of(string text, double size) => text.EnumerateRunes().Sum(static rune => WidthOf(rune.Value)) * size;

    /// <summary>The text, shortened at its end where it would be wider than there is room.</summary>
    public static string Fit(string text, double size, double room)
    {
        if (Of(text, size) <= room)
        {
            return text;
        }

        var characters = StringInfo.ParseCombiningCharacters(text);
        var kept = characters.Length;
        while (kept > 1 && Of(text[..characters[kept - 1]] + "…", size) > room)
        {
            kept--;
        }

        return text[..characters[Math.Max(kept - 1, 0)]].TrimEnd() + "…";
    }

    private static double WidthOf(int letter) => letter switch
    {
        // Marks on other letters, and what joins them.
        >= 0x300 and <= 0x36F or >= 0x200B and <= 0x200F or >= 0xFE00 and <= 0xFE0F => 0,
        ' ' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or 'i' or 'j' or 'l' or 'f' or 't' or 'I' or '/' or '(' or ')' => 0.3,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
        >= 'A' and <= 'Z' or '&' or '…' => 0.72,
        >= 0x1100 and <= 0x11FF or >= 0x2E80 and <= 0xD7FF or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFFEF or >= 0x1F000 => 1,
        _ => 0.57,
    };
}
