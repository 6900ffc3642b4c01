using System.Globalization;
using Homing.Reports.Trigger.Orders;

namespace Homing.Reports.Trigger.Http;

/// <summary>The parameters of a query string, each read as what it should be or refused by its name. Empty is absent.</summary>
internal static class QueryText
{
    private const int MaxShown = 60;

    /// <summary>A whole number within a range.</summary>
    public static int WholeNumber(string name, string? text, int otherwise, int least, int most) =>
        string.IsNullOrEmpty(text) ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Refuse(name, text, $"a whole number from {least} to {most}");

    /// <summary>One of some words; null where it is absent.</summary>
    public static string? OneOf(string name, string? text, IReadOnlyList<string> allowed) =>
        string.IsNullOrEmpty(text) ? null
        : allowed.Contains(text) ? text
        : throw Refuse(name, text, string.Join(", ", allowed));

    private static ProblemException Refuse(string name, string text, string allowed) =>
        JsonFields.Refuse($"{name}: '{(text.Length > MaxShown ? text[..MaxShown] + "…" : text)}' is not allowed; allowed is {allowed}");
}
