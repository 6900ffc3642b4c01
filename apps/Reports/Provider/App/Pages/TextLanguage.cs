namespace Homing.Reports.Provider.App.Pages;

/// <summary>
/// The language that the letters of a text tell. Japanese, Chinese and Korean write the same characters in different
/// shapes, so a page must say which is meant.
/// </summary>
internal static class TextLanguage
{
    /// <summary>An IETF language tag; null where the letters do not tell.</summary>
    public static string? Of(string text)
    {
        var runes = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        return runes.Any(IsKana) ? "ja"
            : runes.Any(IsHangul) ? "ko"
            : runes.Any(IsHan) ? "zh"
            : runes.Any(IsArabic) ? "ar"
            : runes.Any(IsTurkish) ? "tr"
            : null;
    }

    private static bool IsKana(int letter) => letter is >= 0x3040 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9D;

    private static bool IsHangul(int letter) => letter is >= 0xAC00 and <= 0xD7AF or >= 0x1100 and <= 0x11FF or >= 0x3130 and <= 0x318F;

    private static bool IsHan(int letter) => letter is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x323AF;

    private static bool IsArabic(int letter) => letter is >= 0x0600 and <= 0x06FF or >= 0x0750 and <= 0x077F;

    private static bool IsTurkish(int letter) => letter is 'ı' or 'İ' or 'ğ' or 'Ğ' or 'ş' or 'Ş';
}
