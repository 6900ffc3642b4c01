namespace Homing.Chaos.Fleets;

/// <summary>The scenarios over processes that tests and benchmarks run.</summary>
public static class FleetScenarios
{
    private static readonly ClientHabits Movers = new()
    {
        Episodes = [Episode.Vanish, Episode.ComeBackElsewhere],
        EpisodeEvery = 40,
        Slow = 0.1,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FleetScenario> All { get; } =
    [
        new()
        {
            Name = "fleet-kill-gateways",
            Habits = Movers,
            Faults = [FleetFaults.KillGateway(0.2), FleetFaults.KillGateway(0.5), FleetFaults.KillGateway(0.75)],
        },
        new() { Name = "fleet-kill-workers", Faults = [FleetFaults.KillWorker(0.2), FleetFaults.KillWorker(0.6)] },
        new() { Name = "fleet-pause-gateway", Habits = Movers, Faults = [FleetFaults.PauseGateway(0.3)] },
        new() { Name = "fleet-lose-redis", Habits = Movers, Faults = [FleetFaults.LoseRedis(0.3)] },
        new()
        {
            Name = "fleet-brokers",
            Habits = Movers,
            Faults = [FleetFaults.DisturbBrokers(0.2), FleetFaults.LoseBrokers(0.6)],
        },
        new()
        {
            Name = "fleet-answers-twice",
            Habits = Movers,
            Settings = new Dictionary<string, string> { ["Chaos:AnswersTwice"] = "0.1" },
            Faults = [FleetFaults.KillWorker(0.4)],
        },
        new() { Name = "fleet-lose-gateway", Habits = Movers, Faults = [FleetFaults.LoseGateway(0.4)] },
        new()
        {
            Name = "fleet-scale",
            Gateways = 1,
            Faults = [FleetFaults.Scale(0.2, 5), FleetFaults.Scale(0.6, 2)],
        },
        new() { Name = "fleet-rolling-restart", Faults = [FleetFaults.RollingRestart(0.1)] },
    ];

    /// <summary>The scenario of that name.</summary>
    public static FleetScenario Named(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ArgumentException(
            $"There is no scenario '{name}'; there are: {string.Join(", ", All.Select(scenario => scenario.Name))}.", nameof(name));
}
