using System.Globalization;
using Homing.Deliveries.Insights;
using Homing.Messages;

namespace Homing.Deliveries.Http;

/// <summary>The parameters of a query string, each read as what it should be or refused by its name. Empty is absent.</summary>
internal static class QueryText
{
    /// <summary>A whole number within a range.</summary>
    public static int WholeNumber(string name, string? text, int otherwise, int lowest, int highest)
    {
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest
            ? number
            : throw Refuse(name, $"'{Shorten(text)}' is not a whole number from {lowest} to {highest}");
    }

    /// <summary>One of some words; null where it is absent.</summary>
    public static string? OneOf(string name, string? text, params string[] allowed) =>
        string.IsNullOrEmpty(text) ? null
        : allowed.Contains(text) ? text
        : throw Refuse(name, $"'{Shorten(text)}' is not allowed; allowed is {string.Join(" or ", allowed)}");

    /// <summary>A span of time, up to now and a day long where nothing else is said.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Span(string? from, string? to, DateTimeOffset now)
    {
        var end = Time("to", to) ?? now;
        var start = Time("from", from) ?? (end.UtcTicks > TimeSpan.TicksPerDay ? end.AddDays(-1) : DateTimeOffset.MinValue);
        return start < end
            ? (start, end)
            : throw Refuse("from", FormattableString.Invariant($"{start:O} is not before {end:O}"));
    }

    /// <summary>A box of degrees; null where no side is given.</summary>
    public static DegreeBox? Box(string? west, string? south, string? east, string? north)
    {
        var sides = (
            West: Degrees("west", west, 180), South: Degrees("south", south, 90),
            East: Degrees("east", east, 180), North: Degrees("north", north, 90));
        return sides switch
        {
            (null, null, null, null) => null,
            ({ } w, { } s, { } e, { } n) =>
                s <= n ? new DegreeBox(w, s, e, n) : throw Refuse("south", "it is greater than north"),
            _ => throw Refuse(
                sides.West is null ? "west" : sides.South is null ? "south" : sides.East is null ? "east" : "north",
                "missing; a box has west, south, east and north"),
        };
    }

    private static double? Degrees(string name, string? text, double most) =>
        string.IsNullOrEmpty(text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
            && degrees >= -most && degrees <= most
            ? degrees
            : throw Refuse(name, FormattableString.Invariant($"'{Shorten(text)}' is not a number from {-most} to {most}"));

    private static DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // A plus that was not escaped comes as a blank.
        return Rfc3339.TryParse(text.Replace(' ', '+'), out var time)
            ? time
            : throw Refuse(name, $"'{Shorten(text)}' is not {Rfc3339.Allowed}");
    }

    private static ProblemException Refuse(string name, string detail) => new(Problem.InvalidRequest($"{name}: {detail}"));

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
