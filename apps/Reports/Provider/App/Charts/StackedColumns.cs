using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>A column a year, each of several parts.</summary>
/// <param name="Label">See <see cref="Chart"/>.</param>
/// <param name="Unit">What the axis counts.</param>
/// <param name="Years">The years.</param>
/// <param name="Series">Names, and a value a year; the last is the rest.</param>
internal sealed record StackedColumns(
    string Label, string Unit, IReadOnlyList<int> Years, IReadOnlyList<(string Name, IReadOnlyList<decimal> Values)> Series)
    : Chart(Label)
{
    private const double Height = 270;
    private const double WidestColumn = 46;

    public override XElement Draw()
    {
        var (legend, top) = Legend.Draw([.. Series.Select(series => series.Name)], Width, TextSize);
        var scale = new Scale(Years.Select((_, index) => Series.Sum(series => series.Values[index])).Max());
        var left = scale.Ticks.Max(tick => TextWidth.Of(scale.Label(tick), TextSize)) + 10;
        var axis = new YearAxis(Years, scale, left, Width - 12, top + 16, top + Height, TextSize, HasWidth: true);
        var drawn = new List<XElement>(legend) { Svg.Text(0, top + 6, "start", "tick", Unit) };
        drawn.AddRange(axis.Draw());
        var width = Math.Min(axis.YearWidth * 0.72, WidestColumn);
        for (var year = 0; year < Years.Count; year++)
        {
            var below = 0m;
            foreach (var (index, (_, values)) in Series.Index())
            {
                var above = below + values[year];
                drawn.Add(Svg.Rectangle(
                    axis.X(year) - (width / 2), axis.Y(above), width, axis.Y(below) - axis.Y(above),
                    Palette.Of(index, Series.Count)));
                below = above;
            }
        }

        return Svg.Picture(Label, Width, top + Height + 24, drawn);
    }
}
