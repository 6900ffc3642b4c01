using System.Globalization;
using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>The frame of a chart over years: the years below, round values at the left, light lines.</summary>
/// <param name="Years">The years, one after the other.</param>
/// <param name="Scale">The values.</param>
/// <param name="Left">Where the first year begins.</param>
/// <param name="Right">Where the last one ends.</param>
/// <param name="Top">Where the last tick is.</param>
/// <param name="Bottom">Where 0 is.</param>
/// <param name="TextSize">The size of the labels.</param>
/// <param name="HasWidth">True where a year is as wide as a column, false where it is a point.</param>
internal sealed record YearAxis(
    IReadOnlyList<int> Years, Scale Scale, double Left, double Right, double Top, double Bottom, double TextSize, bool HasWidth)
{
    /// <summary>The width of a year.</summary>
    public double YearWidth => (Right - Left) / (HasWidth ? Years.Count : Math.Max(Years.Count - 1, 1));

    /// <summary>The middle of a year.</summary>
    public double X(int index) => Left + (YearWidth * (index + (HasWidth ? 0.5 : 0)));

    /// <summary>The height of a value.</summary>
    public double Y(decimal value) => Bottom - ((Bottom - Top) * Scale.At(value));

    /// <summary>Draws lines and labels; years are left out where they would touch.</summary>
    public IEnumerable<XElement> Draw()
    {
        foreach (var tick in Scale.Ticks)
        {
            yield return Svg.Line(Left, Y(tick), Right, Y(tick), tick == 0 ? "axis" : "grid");
            yield return Svg.Text(Left - 8, Y(tick) + (TextSize * 0.35), "end", "tick", Scale.Label(tick));
        }

        var every = (int)Math.Ceiling((TextWidth.Of("2000", TextSize) + 8) / YearWidth);
        foreach (var (index, year) in Years.Index())
        {
            // Counted from the newest: that one is always told.
            if ((Years.Count - 1 - index) % every == 0)
            {
                yield return Svg.Text(
                    X(index), Bottom + TextSize + 5, "middle", "tick", year.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
