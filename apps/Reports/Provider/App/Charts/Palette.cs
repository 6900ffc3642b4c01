namespace Homing.Reports.Provider.App.Charts;

/// <summary>One accent colour in shades that stay apart in grey too; what is rest is grey.</summary>
internal static class Palette
{
    public const string Accent = "#0f5257";
    public const string Pale = "#d5e6e4";
    public const string Rest = "#c9c6c0";

    private static readonly string[] Shades = [Accent, "#2f8a86", "#83bdb5", "#c6dfd9", "#5d6d75"];

    /// <summary>The colour of a series.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="count">How many there are, of which the last is the rest.</param>
    public static string Of(int index, int count) => index == count - 1 ? Rest : Shades[index % Shades.Length];
}
