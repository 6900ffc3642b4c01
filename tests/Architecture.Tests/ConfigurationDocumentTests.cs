using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The page of settings lists every setting there is.</summary>
public sealed partial class ConfigurationDocumentTests
{
    [Fact]
    public void Every_setting_is_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/configuration.md"));

        Assert.All(Settings(), setting => Assert.Contains($"`{setting}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Settings() =>
        from path in new[] { "src", "apps" }.SelectMany(folder => Repository.Files(folder, "*Options.cs"))
        let text = File.ReadAllText(path)
        let section = Section().Match(text)
        where section.Success
        from property in Property().Matches(text)
        select $"{section.Groups[1].Value}:{property.Groups[1].Value}";

    [GeneratedRegex("SectionName = \"([\\w:]+)\"")]
    private static partial Regex Section();

    [GeneratedRegex(@"public (?!const)[\w<>?]+ (\w+) \{ get;")]
    private static partial Regex Property();
}
