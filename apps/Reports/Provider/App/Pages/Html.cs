using System.Xml;
using System.Xml.Linq;

namespace Homing.Reports.Provider.App.Pages;

/// <summary>Elements of XHTML. Whatever text they hold is escaped, so that nothing of an order can be markup.</summary>
internal static class Html
{
    public static readonly XNamespace Namespace = "http://www.w3.org/1999/xhtml";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XAttribute Class(string names) => new("class", names);

    /// <summary>Text of an order in its own language and direction, so that each letter has the shape that its readers expect.</summary>
    public static object[] Foreign(string text) => TextLanguage.Of(text) is { } language
        ? [new XAttribute("lang", language), new XAttribute("dir", "auto"), text]
        : [new XAttribute("dir", "auto"), text];

    /// <summary>Takes out what XML cannot hold, wherever it came from: an order or the data.</summary>
    public static void Clean(XElement page)
    {
        foreach (var text in page.DescendantNodes().OfType<XText>())
        {
            text.Value = Clean(text.Value);
        }

        foreach (var attribute in page.DescendantsAndSelf().Attributes())
        {
            attribute.Value = Clean(attribute.Value);
        }
    }

    private static string Clean(string text)
    {
        var letters = text.ToCharArray();
        for (var index = 0; index < letters.Length; index++)
        {
            if (index + 1 < letters.Length && XmlConvert.IsXmlSurrogatePair(letters[index + 1], letters[index]))
            {
                index++;
            }
            else if (!XmlConvert.IsXmlChar(letters[index]))
            {
                letters[index] = '\uFFFD';
            }
        }

        return new string(letters);
    }
}
