using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>docs/guarantees.md names the test that proves each promise: it is there.</summary>
public sealed partial class GuaranteeTests
{
    private static readonly string[] Sources = [.. Repository.Files("tests", "*.cs")];

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var named = Named(File.ReadAllText(Path.Combine(Repository.Root, "docs", "guarantees.md"))).ToArray();

        Assert.True(named.Length > 40, $"only {named.Length} are named");
        Assert.Equal("", string.Join(", ", named.Where(test => !IsThere(test)).Select(test => $"{test.Class}.{test.Method}")));
    }

    [Fact]
    public void Test_that_is_not_there_is_found() =>
        Assert.DoesNotContain(Named("**Proved by** `GuaranteeTests.Every_test_is_there`, `NoSuchTests`"), IsThere);

    private static IEnumerable<(string Class, string Method)> Named(string text) =>
        Name().Matches(text).Select(match => (match.Groups["class"].Value, match.Groups["method"].Value));

    private static bool IsThere((string Class, string Method) test) => Sources
        .Where(source => Path.GetFileNameWithoutExtension(source) == test.Class)
        .Any(source => test.Method.Length == 0 || Regex.IsMatch(File.ReadAllText(source), $@"\b{test.Method}\("));

    // `Class.Method`, or a class alone; a namespace may stand before it.
    [GeneratedRegex(@"`(?:[A-Z]\w+\.)*?(?<class>[A-Z]\w*(?:Tests|Conformance))(?:\.(?<method>[A-Z]\w+))?`")]
    private static partial Regex Name();
}
