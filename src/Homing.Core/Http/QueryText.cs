using System.Globalization;
using Homing.Messages;

namespace Homing.Http;

/// <summary>The parameters of a query string, each read as what it should be or refused by its name. Empty is absent.</summary>
public static class QueryText
{
    private const int MaxShown = 60;

    /// <summary>A whole number within a range.</summary>
    /// <exception cref="ProblemException">It is not that (400).</exception>
    public static int WholeNumber(string name, string? text, int otherwise, int least, int most) =>
        string.IsNullOrEmpty(text) ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Refuse(name, text, $"is not a whole number from {least} to {most}");

    /// <summary>A number within a range; null where it is absent.</summary>
    /// <exception cref="ProblemException">It is not that (400).</exception>
    public static double? Number(string name, string? text, double least, double most) =>
        string.IsNullOrEmpty(text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Refuse(name, text, FormattableString.Invariant($"is not a number from {least} to {most}"));

    /// <summary>One of some words; null where it is absent.</summary>
    /// <exception cref="ProblemException">It is none of them (400).</exception>
    public static string? OneOf(string name, string? text, params IReadOnlyList<string> allowed) =>
        string.IsNullOrEmpty(text) ? null
        : allowed.Contains(text) ? text
        : throw Refuse(name, text, "is not allowed; allowed is " + string.Join(", ", allowed));

    /// <summary>A time as RFC 3339; null where it is absent.</summary>
    /// <exception cref="ProblemException">It is not that (400).</exception>
    public static DateTimeOffset? Time(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null

        // A plus that was not escaped comes as a blank.
        : Rfc3339.TryParse(text.Replace(' ', '+'), out var time) ? time
        : throw Refuse(name, text, "is not " + Rfc3339.Allowed);

    /// <summary>What a parameter is refused with.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="detail">What is wrong with it.</param>
    public static ProblemException Refuse(string name, string detail) => new(Problem.InvalidRequest($"{name}: {detail}"));

    private static ProblemException Refuse(string name, string text, string wrong) =>
        Refuse(name, $"'{(text.Length > MaxShown ? text[..MaxShown] + "…" : text)}' {wrong}");
}
