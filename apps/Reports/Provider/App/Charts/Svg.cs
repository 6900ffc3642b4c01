using System.Globalization;
using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Charts;

/// <summary>Elements of SVG. Whatever text they hold is escaped.</summary>
internal static class Svg
{
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>A picture that is as wide as there is room.</summary>
    /// <param name="label">What is to be seen, for who does not see it.</param>
    /// <param name="width">In its own units, as all lengths here.</param>
    /// <param name="height">The height.</param>
    /// <param name="content">What is in it.</param>
    public static XElement Picture(string label, double width, double height, IEnumerable<XElement> content) => new(
        Namespace + "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
        new XAttribute("role", "img"),
        new XAttribute("aria-label", label),
        content);

    public static XElement Rectangle(double x, double y, double width, double height, string fill) => Element(
        "rect", ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("fill", fill));

    public static XElement Line(double x1, double y1, double x2, double y2, string style) => Element(
        "line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("class", style));

    public static XElement Area(IEnumerable<(double X, double Y)> points, string fill) =>
        Element("polygon", ("points", Points(points)), ("fill", fill));

    public static XElement Curve(IEnumerable<(double X, double Y)> points, string style) =>
        Element("polyline", ("points", Points(points)), ("class", style));

    /// <param name="x">Where it stands.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Its class.</param>
    /// <param name="content">The text.</param>
    public static XElement Text(double x, double y, string anchor, string style, string content)
    {
        var text = Element("text", ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor), ("class", style));
        text.Add(content);
        return text;
    }

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static XElement Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Namespace + name);
        foreach (var (attribute, value) in attributes)
        {
            element.SetAttributeValue(attribute, value);
        }

        return element;
    }
}
