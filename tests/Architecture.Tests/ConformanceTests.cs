using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// A suite of the tests named <c>XConformance</c> is derived, as <c>YConformanceTests</c>, for every class Y
/// that is an <c>IX</c>, not an abstract one, in the product or among the fakes that other tests trust.
/// </summary>
public sealed partial class ConformanceTests
{
    public static TheoryData<string> Suites =>
        [.. Repository.Files("tests", "*Conformance.cs").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Suites_are_found() => Assert.Contains("LogConformance", Suites.Select(suite => suite.Data));

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_implementation_derives_the_suite(string suite)
    {
        var contract = "I" + suite[..^"Conformance".Length];
        var implementations = Classes(["src", "apps", "tests/Homing.Testing"], contract).ToList();
        var derived = Classes(["tests"], suite).ToHashSet();

        Assert.NotEmpty(implementations);
        Assert.All(implementations, name => Assert.Contains(name + "ConformanceTests", derived));
    }

    private static IEnumerable<string> Classes(string[] folders, string parent) =>
        from folder in folders
        from path in Repository.Files(folder, "*.cs")
        from Match match in ClassHead().Matches(File.ReadAllText(path))
        where match.Groups["parents"].Value.Split(',').Any(name => name.Split('(')[0].Trim() == parent)
        select match.Groups["name"].Value;

    [GeneratedRegex(@"(?<!abstract )\bclass (?<name>\w+)(?:\([^{]*?\))?\s*:\s*(?<parents>[^{;]+?)\s*[{;]")]
    private static partial Regex ClassHead();
}
