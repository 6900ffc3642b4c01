using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>Says which colour is what: entries beside each other, in as many lines as they need.</summary>
internal static class Legend
{
    private const double Patch = 10;
    private const double LineHeight = 18;
    private const double Gap = 18;

    /// <summary>Draws it from the top left corner, and answers how high it is.</summary>
    public static (IReadOnlyList<XElement> Elements, double Height) Draw(IReadOnlyList<string> names, double width, double textSize)
    {
        var elements = new List<XElement>();
        var (x, y) = (0.0, 0.0);
        foreach (var (index, name) in names.Index())
        {
            var needed = Patch + 6 + TextWidth.Of(name, textSize);
            if (x > 0 && x + needed > width)
            {
                (x, y) = (0, y + LineHeight);
            }

            elements.Add(Svg.Rectangle(x, y, Patch, Patch, Palette.Of(index, names.Count)));
            elements.Add(Svg.Text(x + Patch + 6, y + Patch - 0.5, "start", "label", name));
            x += needed + Gap;
        }

        return (elements, y + LineHeight + 6);
    }
}
