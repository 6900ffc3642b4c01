using System.Globalization;
using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>A small chart for each series, all on one scale, so that they can be compared.</summary>
/// <param name="Label">See <see cref="Chart"/>.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Years">The years.</param>
/// <param name="Series">Names, and a value a year.</param>
internal sealed record SmallMultiples(
    string Label, string Unit, IReadOnlyList<int> Years, IReadOnlyList<(string Name, IReadOnlyList<decimal> Values)> Series)
    : Chart(Label)
{
    private const int Columns = 4;
    private const double Gap = 22;
    private const double RowHeight = 122;
    private const double PlotHeight = 72;

    public override XElement Draw()
    {
        var scale = new Scale(Series.Max(series => series.Values.Max()));
        var width = (Width - (Gap * (Columns - 1))) / Columns;
        var drawn = new List<XElement>();
        foreach (var (index, (name, values)) in Series.Index())
        {
            var left = index % Columns * (width + Gap);
            var top = (index / Columns * RowHeight) + 20;
            var axis = new YearAxis(Years, scale, left, left + width, top, top + PlotHeight, TextSize, HasWidth: false);
            var curve = values.Select((value, year) => (axis.X(year), axis.Y(value))).ToArray();
            drawn.Add(Svg.Text(left, top - 8, "start", "panel", name));
            drawn.Add(Svg.Text(
                left + width, top - 8, "end", "tick", values.Sum().ToString("#,0.0", CultureInfo.InvariantCulture)));
            drawn.Add(Svg.Line(left, top, left + width, top, "grid"));
            drawn.Add(Svg.Area([.. curve, (axis.Right, axis.Bottom), (axis.Left, axis.Bottom)], Palette.Pale));
            drawn.Add(Svg.Curve(curve, "curve"));
            drawn.Add(Svg.Line(left, axis.Bottom, left + width, axis.Bottom, "axis"));
            drawn.Add(Svg.Text(left, axis.Bottom + 14, "start", "tick", Years[0].ToString(CultureInfo.InvariantCulture)));
            drawn.Add(Svg.Text(left + width, axis.Bottom + 14, "end", "tick", Years[^1].ToString(CultureInfo.InvariantCulture)));
        }

        var rows = (Series.Count + Columns - 1) / Columns;
        drawn.Add(Svg.Text(
            0, (rows * RowHeight) + 8, "start", "tick", $"{Unit}; at the right of each name its sum; the upper line is {scale.Label(scale.Ticks[^1])}"));
        return Svg.Picture(Label, Width, (rows * RowHeight) + 14, drawn);
    }
}
