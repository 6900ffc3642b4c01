using Homing.Deliveries.Insights;
using Homing.Http;

namespace Homing.Deliveries.Http;

/// <summary>What is asked of the insights: when, and where.</summary>
internal static class InsightsQuery
{
    /// <summary>A span of time, up to now and a day long where nothing else is said.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Span(string? from, string? to, DateTimeOffset now)
    {
        var end = QueryText.Time("to", to) ?? now;
        var start = QueryText.Time("from", from)
            ?? (end.UtcTicks > TimeSpan.TicksPerDay ? end.AddDays(-1) : DateTimeOffset.MinValue);
        return start < end
            ? (start, end)
            : throw QueryText.Refuse("from", FormattableString.Invariant($"{start:O} is not before {end:O}"));
    }

    /// <summary>A box of degrees; null where no side is given.</summary>
    public static DegreeBox? Box(string? west, string? south, string? east, string? north)
    {
        var sides = (
            West: QueryText.Number("west", west, -180, 180), South: QueryText.Number("south", south, -90, 90),
            East: QueryText.Number("east", east, -180, 180), North: QueryText.Number("north", north, -90, 90));
        return sides switch
        {
            (null, null, null, null) => null,
            ({ } w, { } s, { } e, { } n) =>
                s <= n ? new DegreeBox(w, s, e, n) : throw QueryText.Refuse("south", "it is greater than north"),
            _ => throw QueryText.Refuse(
                sides.West is null ? "west" : sides.South is null ? "south" : sides.East is null ? "east" : "north",
                "missing; a box has west, south, east and north"),
        };
    }
}
