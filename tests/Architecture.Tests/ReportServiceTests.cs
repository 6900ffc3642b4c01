using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// In the reports a folder is a service: it uses what all share, and no other service. The provider is a third party: of ours it knows
/// the API alone.
/// </summary>
public sealed partial class ReportServiceTests
{
    private const string Reports = "apps/Reports";
    private const string Provider = "Provider";

    private static readonly string[] Shared = ["Contracts", "Documents", "ProviderApi", "Workflow"];

    public static TheoryData<string> Services => [.. Folders().Except(Shared)];

    [Fact]
    public void Services_are_found() => Assert.Contains("Trace", Services.Select(service => service.Data));

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_uses_no_other_service(string service) =>
        Assert.Empty(Uses(service, [.. Folders().Except(Shared).Except([service])]));

    [Fact]
    public void What_is_shared_uses_no_service() =>
        Assert.Empty(Shared.SelectMany(folder => Uses(folder, [.. Folders().Except(Shared)])));

    [Fact]
    public void Provider_knows_nothing_of_ours_but_the_api()
    {
        Assert.Empty(Uses(Provider, ["Contracts", "Documents", "Workflow"]));
        Assert.All(Sources(Provider), source => Assert.DoesNotMatch(@"\bHoming\.(Log|Messages\.DeadLetters|Pushes)\b|\bILog\b", Code(source)));
    }

    /// <summary>A test of the test: names in text are found, those of other things are not.</summary>
    [Theory]
    [InlineData("using Homing.Reports.Trace;", true)]
    [InlineData("using Homing.Reports.Trace.Mail;", true)]
    [InlineData("using Mails = Homing.Reports.Trace.Mail;", true)]
    [InlineData("var duty = new Trace.TraceDuty();", true)]
    [InlineData("// as Homing.Reports.Trace does", false)]
    [InlineData("Homing.Tracing.Trace.Write()", false)]
    [InlineData("using Homing.Reports.Tracer;", false)]
    [InlineData("report.Trace.Length", false)]
    public void Uses_are_told_from_other_words(string line, bool isUse) => Assert.Equal(isUse, Use("Trace").IsMatch(Code(line)));

    private static IEnumerable<string> Uses(string folder, string[] forbidden) =>
        from path in Repository.Files($"{Reports}/{folder}", "*.cs")
        let code = Code(File.ReadAllText(path))
        from other in forbidden
        where Use(other).IsMatch(code)
        select $"{Path.GetRelativePath(Repository.Root, path)} uses {other}";

    private static IEnumerable<string> Sources(string folder) =>
        Repository.Files($"{Reports}/{folder}", "*.cs").Select(File.ReadAllText);

    private static IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, Reports)).Select(path => Path.GetFileName(path))
            .Where(name => Repository.Files($"{Reports}/{name}", "*.cs").Any());

    // Its whole name, or the short one that a neighbour may use.
    private static Regex Use(string folder) => new($@"\bHoming\.Reports\.{folder}\b|(?<![\w.]){folder}\.[A-Z]");

    private static string Code(string source) => Comment().Replace(source, "");

    [GeneratedRegex("//.*|\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex Comment();
}
