namespace Architecture.Tests;

/// <summary>References go one way: Host → apps → Gateway → Core; adapters → Core; apps never know each other.</summary>
public sealed class ReferenceTests
{
    private const string InPostgres = ".Postgres";

    public static TheoryData<string> Apps => [.. AppNames.Where(name => !name.EndsWith(InPostgres, StringComparison.Ordinal))];

    public static TheoryData<string> AppsInPostgres => [.. AppNames.Where(name => name.EndsWith(InPostgres, StringComparison.Ordinal))];

    private static IEnumerable<string> AppNames => Repository.Projects("apps").Select(path => Path.GetFileNameWithoutExtension(path));

    [Fact]
    public void Core_references_no_other_project() => Assert.Empty(Repository.References["Homing.Core"]);

    [Fact]
    public void Client_references_no_other_project() => Assert.Empty(Repository.References["Homing.Client"]);

    [Fact]
    public void Gateway_and_adapters_reference_core_alone()
    {
        var adapters = Repository.References.Keys.Where(name =>
            name.StartsWith("Homing.Log.", StringComparison.Ordinal)
            || name.StartsWith("Homing.Leases.", StringComparison.Ordinal)).Append("Homing.Gateway").Append("Homing.Postgres");

        Assert.All(adapters, name => Assert.Equal(["Homing.Core"], Repository.References[name]));
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public void App_references_nothing_but_gateway_and_core(string app) =>
        Assert.Empty(Repository.References[app].Except(["Homing.Core", "Homing.Gateway"]));

    [Theory]
    [MemberData(nameof(AppsInPostgres))]
    public void What_an_app_keeps_in_the_database_knows_that_app_and_the_database(string project) => Assert.Equal(
        [project[..^InPostgres.Length], "Homing.Postgres"], Repository.References[project]);

    [Fact]
    public void One_project_alone_depends_on_the_client_of_the_database() => Assert.Equal(
        ["Homing.Postgres"],
        Repository.Projects("src").Concat(Repository.Projects("apps"))
            .Where(path => File.ReadAllText(path).Contains("\"Npgsql\"", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void Fleet_uses_no_type_of_what_it_starts() =>
        Assert.Equal(["Homing.Core", "Homing.Kafka.MockCluster"], Repository.References["Homing.Fleet"]);

    [Fact]
    public void Nothing_references_the_host() =>
        Assert.All(Repository.References, project => Assert.DoesNotContain("Homing.Host", project.Value));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Homing.slnx"));
        var projects = new[] { "src", "apps", "tests", "bench", "examples" }.SelectMany(Repository.Projects)
            .Select(path => Path.GetRelativePath(Repository.Root, path));

        Assert.All(projects, path => Assert.Contains(path, solution, StringComparison.Ordinal));
    }
}
