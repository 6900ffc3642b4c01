using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The checkout that these tests were built in, as files.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The product's projects: name, and the names of the projects whose types each uses. One that is only built first is none.
    /// </summary>
    public static Dictionary<string, string[]> References { get; } = Projects("src").Concat(Projects("apps")).ToDictionary(
        path => Path.GetFileNameWithoutExtension(path),
        path => XDocument.Load(path).Descendants("ProjectReference")
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).ToArray());

    public static IEnumerable<string> Projects(string folder) => Files(folder, "*.csproj");

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(Path.Combine(Root, folder))
            ? Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal)
                    && !path.Contains("/node_modules/", StringComparison.Ordinal))
            : [];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Homing.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests must run from within the checkout.");
    }
}
