using FsCheck;
using FsCheck.Fluent;
using Homing.Bench.ScaleModel;

namespace Homing.Bench.Tests.ScaleModel;

public sealed class FleetSimulationTests
{
    private const int Seed = 7;

    [Fact]
    public void Everybody_is_back_at_the_first_try_within_the_told_rate_when_a_third_is_lost() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Settings.Sized(3, 60_000).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), drawn =>
        {
            var plan = FleetPlan.Of(drawn.Item1);
            if (plan.Gateways is not { } gateways)
            {
                return true;
            }

            var loss = GatewayLoss.Simulate(plan, gateways / FleetPlan.Zones, drawn.Item2);
            return loss.Back == loss.Lost
                && loss.Lost == drawn.Item1.Clients / FleetPlan.Zones
                && loss.Tries == 1
                && loss.Peak <= 1.1
                && loss.SecondsTo99 <= loss.Window + 1;
        }));

    [Fact]
    public void Rolling_restart_moves_everybody_and_loses_nobody() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Settings.Sized(1_000, 40_000).Zip(Gen.Elements(true, false)).ToArbitrary(), drawn =>
        {
            var plan = FleetPlan.Of(drawn.Item1);
            if (plan.Gateways is null)
            {
                return true;
            }

            var restart = RollingRestart.Simulate(plan, drawn.Item2, Seed);
            return restart.Clients == drawn.Item1.Clients && restart.MovesEach >= 1 && restart.Largest >= 1;
        }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Same_seed_gives_the_same_result(bool fewestFirst)
    {
        var plan = FleetPlan.Of(new FleetSetting { Clients = 30_000 });

        Assert.Equal(GatewayLoss.Simulate(plan, 1, Seed), GatewayLoss.Simulate(plan, 1, Seed));
        Assert.NotEqual(GatewayLoss.Simulate(plan, 1, Seed), GatewayLoss.Simulate(plan, 1, Seed + 1));
        Assert.Equal(
            RollingRestart.Simulate(plan, fewestFirst, Seed), RollingRestart.Simulate(plan, fewestFirst, Seed));
    }

    [Fact]
    public void Balancer_that_prefers_the_emptiest_keeps_gateways_even()
    {
        var plan = FleetPlan.Of(new FleetSetting { Clients = 30_000, MaxConnections = 1_500 });

        var (fewest, anywhere) = (RollingRestart.Simulate(plan, true, Seed), RollingRestart.Simulate(plan, false, Seed));

        Assert.Equal(30, plan.Gateways);
        Assert.InRange(fewest.Largest, 1, 1.1);
        Assert.InRange(fewest.MovesEach, 1, 1.1);

        // Each turn adds a share of 1/29 to the others; the last has gathered (1 + 1/29)^29 of an even one.
        Assert.InRange(anywhere.Largest, 2.5, 2.9);
        Assert.InRange(anywhere.MovesEach, 1.55, 1.85);
    }

    [Fact]
    public void All_gateways_cannot_be_lost()
    {
        var plan = FleetPlan.Of(new FleetSetting { Clients = 1_000 });

        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayLoss.Simulate(plan, plan.Gateways!.Value, Seed));
    }
}
