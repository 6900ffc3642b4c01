using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>Series on top of each other over at least two years.</summary>
/// <param name="Label">See <see cref="Chart"/>.</param>
/// <param name="Unit">What the axis counts.</param>
/// <param name="Years">The years.</param>
/// <param name="Series">Names, and a value a year; the last is the rest.</param>
internal sealed record StackedAreas(
    string Label, string Unit, IReadOnlyList<int> Years, IReadOnlyList<(string Name, IReadOnlyList<decimal> Values)> Series)
    : Chart(Label)
{
    private const double Height = 300;

    public override XElement Draw()
    {
        var (legend, top) = Legend.Draw([.. Series.Select(series => series.Name)], Width, TextSize);
        var scale = new Scale(Years.Select((_, index) => Series.Sum(series => series.Values[index])).Max());
        var left = scale.Ticks.Max(tick => TextWidth.Of(scale.Label(tick), TextSize)) + 10;
        var axis = new YearAxis(Years, scale, left, Width - 16, top + 16, top + Height, TextSize, HasWidth: false);
        var drawn = new List<XElement>(legend) { Svg.Text(0, top + 6, "start", "tick", Unit) };
        drawn.AddRange(axis.Draw());
        var below = new decimal[Years.Count];
        foreach (var (index, (_, values)) in Series.Index())
        {
            var above = below.Zip(values, static (sum, value) => sum + value).ToArray();
            drawn.Add(Svg.Area(
                above.Select((value, year) => (axis.X(year), axis.Y(value)))
                    .Concat(below.Select((value, year) => (axis.X(year), axis.Y(value))).Reverse()),
                Palette.Of(index, Series.Count)));
            drawn.Add(Svg.Curve(above.Select((value, year) => (axis.X(year), axis.Y(value))), "seam"));
            below = above;
        }

        return Svg.Picture(Label, Width, top + Height + 24, drawn);
    }
}
