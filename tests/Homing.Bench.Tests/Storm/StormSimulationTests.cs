using FsCheck;
using FsCheck.Fluent;
using Homing.Bench.Storm;

namespace Homing.Bench.Tests.Storm;

public sealed class StormSimulationTests
{
    private const int Seed = 11;

    public static TheoryData<string> Rules => [.. ReconnectRules.All(1).Select(rule => rule.Name)];

    [Fact]
    public void Every_client_is_back_or_gave_up_in_any_setting() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings().Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), drawn =>
        {
            var (setting, seed) = drawn;
            return Array.TrueForAll(ReconnectRules.All(setting.Window), rule =>
            {
                var outcome = StormSimulation.Run(setting, rule, seed);
                var tries = Enumerable.Range(0, setting.Clients).Sum(client => (long)outcome.TriesOf(client));
                return outcome.Back + outcome.Gone == setting.Clients
                    && tries == outcome.Tries
                    && outcome.Tries >= outcome.Back;
            });
        }));

    [Fact]
    public void No_faster_than_the_budget_in_any_setting() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Settings().ToArbitrary(), setting =>
            Array.TrueForAll(ReconnectRules.All(setting.Window), rule =>
            {
                var outcome = StormSimulation.Run(setting, rule, Seed);
                return outcome.BackAt.Order().Select((at, index) => (At: at, Count: index + 1))
                    .All(back => back.Count <= ((back.At - setting.Down) * setting.Budget) + setting.Gateways);
            })));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Same_seed_gives_the_same_storm_and_another_seed_another(string name)
    {
        // The network leaves something to chance even where the rule does not.
        var setting = new StormSetting { Clients = 3_000, Budget = 1_000, NetworkDelay = 0.1 };
        var rule = Named(name, setting);

        Assert.Equal(StormSimulation.Run(setting, rule, Seed).BackAt, StormSimulation.Run(setting, rule, Seed).BackAt);
        Assert.NotEqual(
            StormSimulation.Run(setting, rule, Seed).BackAt, StormSimulation.Run(setting, rule, Seed + 1).BackAt);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Budget_larger_than_the_crowd_means_one_try_each(string name)
    {
        var setting = new StormSetting { Clients = 500, Budget = 1_000 };

        var row = StormSimulation.Run(setting, Named(name, setting), Seed).Row("", name);

        Assert.Equal(1, row.TriesMean);
        Assert.Equal(0, row.GaveUp);
        Assert.NotNull(row.SecondsTo99);
    }

    [Fact]
    public void Herd_without_jitter_gets_in_by_backlogs_alone()
    {
        // Four waves, of which each gateway keeps its backlog; the rest is refused.
        var setting = new StormSetting { Clients = 10_000, Gateways = 1, Backlog = 100, Budget = 1_000 };

        var outcome = StormSimulation.Run(setting, ReconnectRules.SignalR, Seed);

        Assert.Equal(400, outcome.Back);
        Assert.Equal(9_600, outcome.Gone);
    }

    [Fact]
    public void Client_that_lost_patience_still_costs_its_place()
    {
        // One a second: the first two are in time, the third and fourth waited too long, and so the gateway is busy
        // with them when they come again.
        var setting = new StormSetting { Clients = 4, Gateways = 1, Budget = 1, ConnectTimeout = 2 };

        var outcome = StormSimulation.Run(setting, new("at once", (failures, _, _) => failures < 2 ? 0 : null), Seed);

        Assert.Equal([1, 2], outcome.BackAt);
        Assert.Equal(2, outcome.Gone);
    }

    [Fact]
    public void Nobody_is_back_while_the_gateways_are_down()
    {
        var setting = new StormSetting { Clients = 1_000, Budget = 1_000, Down = 5 };

        var outcome = StormSimulation.Run(setting, ReconnectRules.Homing(setting.Window), Seed);

        Assert.Equal(1_000, outcome.Back);
        Assert.True(outcome.BackAt[0] > 5);
    }

    private static ReconnectRule Named(string name, StormSetting setting) =>
        ReconnectRules.All(setting.Window).Single(rule => rule.Name == name);

    private static Gen<StormSetting> Settings() =>
        from clients in Gen.Choose(1, 1_500)
        from budget in Gen.Choose(50, 3_000)
        from gateways in Gen.Choose(1, 4)
        from backlog in Gen.Choose(1, 600)
        from timeout in Gen.Choose(1, 50)
        from delay in Gen.Choose(0, 3)
        from down in Gen.Choose(0, 4)
        select new StormSetting
        {
            Clients = clients,
            Budget = budget,
            Gateways = gateways,
            Backlog = backlog,

            // Long enough for what may wait: else a herd can keep a gateway busy with the dead for ever.
            ConnectTimeout = (timeout / 10.0) + ((double)backlog * gateways / budget),
            NetworkDelay = delay / 10.0,
            Down = down,
        };
}
