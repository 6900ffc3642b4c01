using Homing.Bench.ScaleModel;

namespace Homing.Bench.Tests.ScaleModel;

public sealed class ScaleLimitTests
{
    public static TheoryData<string> Names => [.. ScaleLimit.All.Select(limit => limit.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Limit_is_reached_at_its_size_and_not_one_client_before(string name)
    {
        var (limit, setting) = (ScaleLimit.All.Single(limit => limit.Name == name), new FleetSetting());

        var clients = Assert.NotNull(limit.ReachedAt(setting));

        Assert.True(limit.Use(FleetPlan.Of(setting with { Clients = clients })) >= 1);
        Assert.True(limit.Use(FleetPlan.Of(setting with { Clients = clients - 1 })) < 1);
    }

    [Fact]
    public void Limit_that_is_never_reached_has_no_size()
    {
        var limit = ScaleLimit.All.Single(limit => limit.Bound.StartsWith("Homing:Gateway:MaxMailboxAnswers", StringComparison.Ordinal));

        Assert.Null(limit.ReachedAt(new FleetSetting { RequestsPerHour = 0 }));
    }
}
