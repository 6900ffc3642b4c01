namespace Architecture.Tests;

/// <summary>References go one way: Host → apps → Gateway → Core; adapters → Core; apps never know each other.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Apps => [.. Repository.Projects("apps").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Core_references_no_other_project() => Assert.Empty(Repository.References["Homing.Core"]);

    [Fact]
    public void Client_references_no_other_project() => Assert.Empty(Repository.References["Homing.Client"]);

    [Fact]
    public void Gateway_and_adapters_reference_core_alone()
    {
        var adapters = Repository.References.Keys.Where(name =>
            name.StartsWith("Homing.Log.", StringComparison.Ordinal)
            || name.StartsWith("Homing.Leases.", StringComparison.Ordinal)).Append("Homing.Gateway");

        Assert.All(adapters, name => Assert.Equal(["Homing.Core"], Repository.References[name]));
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public void App_references_nothing_but_gateway_and_core(string app) =>
        Assert.Empty(Repository.References[app].Except(["Homing.Core", "Homing.Gateway"]));

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
