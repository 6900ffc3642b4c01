using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The page of metrics lists every instrument there is.</summary>
public sealed partial class MetricsDocumentTests
{
    [Fact]
    public void Every_instrument_is_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/metrics.md"));
        var names = new[] { "src", "apps" }.SelectMany(folder => Repository.Files(folder, "*Metrics.cs"))
            .SelectMany(path => Instrument().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value));

        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"Create\w+(?:<\w+>)?\(\s*""([a-z]+\.[a-z._]+)""")]
    private static partial Regex Instrument();
}
