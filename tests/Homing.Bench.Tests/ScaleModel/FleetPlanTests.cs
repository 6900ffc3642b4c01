using FsCheck;
using FsCheck.Fluent;
using Homing.Bench.ScaleModel;

namespace Homing.Bench.Tests.ScaleModel;

public sealed class FleetPlanTests
{
    [Fact]
    public void More_clients_never_need_less() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings.Any().Zip(Gen.Choose(1, 5_000_000)).ToArbitrary(), drawn =>
        {
            var (setting, more) = drawn;
            var (few, many) = (FleetPlan.Of(setting), FleetPlan.Of(setting with { Clients = setting.Clients + more }));
            return (few.Gateways ?? int.MaxValue) <= (many.Gateways ?? int.MaxValue)
                && few.Workers <= many.Workers
                && few.PartitionsNeeded <= many.PartitionsNeeded
                && few.Load.Requests <= many.Load.Requests
                && few.Load.Pings < many.Load.Pings;
        }));

    [Fact]
    public void What_is_left_without_a_third_carries_all_clients() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings.Any().ToArbitrary(), setting =>
        {
            var plan = FleetPlan.Of(setting);
            return plan.Gateways is not { } gateways
                || (gateways % FleetPlan.Zones == 0
                    && FleetPlan.Left(gateways) * setting.MaxConnections >= setting.Clients
                    && plan.ProcessorWithoutThird <= setting.MostUse
                    && plan.Processor <= plan.ProcessorWithoutThird
                    && plan.MemoryWithoutThird * (1 << 30) <= setting.MemoryBytes * setting.MostUse);
        }));

    [Fact]
    public void One_gateway_less_in_each_zone_would_not_do() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings.Any().ToArbitrary(), setting =>
        {
            // What decided is lacking where the fleet is bounded to one step fewer.
            var plan = FleetPlan.Of(setting);
            return plan.Gateways is not > FleetPlan.Zones
                || plan.DecidedBy != "connections"
                || FleetPlan.Left(plan.Gateways.Value - FleetPlan.Zones) * setting.MaxConnections < setting.Clients;
        }));

    [Fact]
    public void No_number_of_gateways_is_enough_where_each_must_read_too_much()
    {
        var setting = new FleetSetting { Clients = 100_000_000, RequestsPerHour = 1_000, AwayShare = 0.5 };

        var plan = FleetPlan.Of(setting);

        Assert.Null(plan.Gateways);
        Assert.Equal("processor", plan.DecidedBy);
        Assert.Contains("no number", Assert.Single(OnPaper.Of(plan)), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_that_finds_nobody_is_never_more_than_an_answer() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings.Any().ToArbitrary(), setting =>
        {
            var load = FleetPlan.Of(setting).Load;
            return load.Reroutes <= load.Requests && load.Reroutes >= load.Requests * setting.AwayShare;
        }));

    [Fact]
    public void Cost_of_re_routing_grows_by_the_same_with_each_gateway()
    {
        var steps = Enumerable.Range(1, 50).Select(readers => RerouteGrowth.CostOf(readers + 1) - RerouteGrowth.CostOf(readers));

        Assert.All(steps, step => Assert.Equal(2 * UnitCosts.BroadcastRead.Value, step, 6));
    }
}
