using System.Globalization;
using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>Horizontal bars, each of several parts; good for names that are long.</summary>
/// <param name="Label">See <see cref="Chart"/>.</param>
/// <param name="Unit">What the axis counts.</param>
/// <param name="Series">The names of the parts.</param>
/// <param name="Bars">The bars, from above.</param>
internal sealed record StackedBars(
    string Label, string Unit, IReadOnlyList<string> Series, IReadOnlyList<Bar> Bars) : Chart(Label)
{
    private const double RowHeight = 27;
    private const double BarHeight = 17;
    private const double MostForNames = 230;

    public override XElement Draw()
    {
        var (elements, top) = Series.Count > 1 ? Legend.Draw(Series, Width, TextSize) : ([], 0);
        var drawn = elements.ToList();
        var scale = new Scale(Bars.Max(bar => bar.Parts.Sum()));
        var names = Bars.Select(bar => TextWidth.Fit(bar.Name, TextSize, MostForNames)).ToArray();
        var left = names.Max(name => TextWidth.Of(name, TextSize)) + 10;
        var right = Bars.Max(bar => TextWidth.Of(TextOf(bar.Total), TextSize)) + 14;
        var room = Width - left - right;
        var bottom = top + (Bars.Count * RowHeight);
        foreach (var tick in scale.Ticks)
        {
            var x = left + (room * scale.At(tick));
            drawn.Add(Svg.Line(x, top, x, bottom, tick == 0 ? "axis" : "grid"));
            drawn.Add(Svg.Text(x, bottom + 15, "middle", "tick", scale.Label(tick)));
        }

        foreach (var (index, bar) in Bars.Index())
        {
            var y = top + (index * RowHeight) + ((RowHeight - BarHeight) / 2);
            var x = left;
            foreach (var (part, value) in bar.Parts.Index())
            {
                var length = room * scale.At(value);
                drawn.Add(Svg.Rectangle(x, y, length, BarHeight, Series.Count > 1 ? Palette.Of(part, Series.Count) : Palette.Accent));
                x += length;
            }

            drawn.Add(Svg.Text(left - 8, y + BarHeight - 4.5, "end", "label", names[index]));
            drawn.Add(Svg.Text(x + 6, y + BarHeight - 4.5, "start", "value", TextOf(bar.Total)));
        }

        drawn.Add(Svg.Text(left + room, bottom + 30, "end", "tick", Unit));
        return Svg.Picture(Label, Width, bottom + 36, drawn);
    }

    private static string TextOf(decimal total) => total.ToString("#,0.00", CultureInfo.InvariantCulture);
}
