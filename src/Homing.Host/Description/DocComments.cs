using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace Homing.Host.Description;

/// <summary>
/// What our own types say of themselves, from the files that the compiler wrote beside the assemblies; nothing where they are
/// not there. ASP.NET Core reads them too, but of public types alone.
/// </summary>
internal static class DocComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Read = new();

    /// <summary>What a type is; null where it does not say.</summary>
    public static string? Of(Type type) => Text(Find(type, $"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>What a property is; null where it does not say. Of a record it stands at the parameter.</summary>
    public static string? Of(MemberInfo property)
    {
        var type = property.DeclaringType!;
        return Text(
            Find(type, $"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == property.Name)
            ?? Find(type, $"P:{NameOf(type)}.{property.Name}")?.Element("summary"));
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static XElement? Find(Type type, string member) =>
        type.Namespace?.StartsWith(nameof(Homing), StringComparison.Ordinal) == true && !type.IsConstructedGenericType
            ? Read.GetOrAdd(type.Assembly, Load).GetValueOrDefault(member)
            : null;

    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!)
            : [];
    }

    private static string? Text(XElement? element) => element is null
        ? null
        : string.Join(' ', string.Concat(element.Nodes().Select(Text)).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement reference => ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name"))?.Split('.')[^1] ?? reference.Value,
        _ => "",
    };
}
