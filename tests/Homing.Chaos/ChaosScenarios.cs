namespace Homing.Chaos;

/// <summary>The scenarios that tests and benchmarks run.</summary>
public static class ChaosScenarios
{
    private static readonly Episode[] Comings = [Episode.Vanish, Episode.ComeBackElsewhere];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChaosScenario> All { get; } =
    [
        new() { Name = "calm", Clients = 200 },
        new() { Name = "vanish", Habits = Habits([Episode.Vanish]) },
        new() { Name = "read-slowly", Habits = Habits([Episode.ReadSlowly], every: 100) },
        new() { Name = "never-ack", Habits = Habits([Episode.NeverAck], every: 60) },
        new() { Name = "elsewhere", Habits = Habits([Episode.ComeBackElsewhere], every: 20) },
        new() { Name = "late", Habits = Habits([Episode.ComeBackLate], every: 60) },
        new() { Name = "twice-at-once", Habits = Habits([Episode.ComeBackTwice], every: 60) },
        new() { Name = "cancels-and-deadlines", Habits = Habits([]) with { Cancels = 0.2, ShortDeadlines = 0.2, Slow = 0.2 } },
        new()
        {
            Name = "answers-twice",
            Habits = Habits(Comings) with { ShortDeadlines = 0.05 },
            Settings = ["Chaos:AnswersTwice=0.1"],
        },
        new()
        {
            Name = "workers-restart",
            Habits = Habits([]),
            Faults = [.. Enumerable.Range(1, 4).Select(time => new ServerFault(ServerFaultKind.RestartWorkers, time * 0.2))],
        },
        new()
        {
            Name = "kill",
            Habits = Habits(Comings),
            Faults = [new(ServerFaultKind.Kill, 0.2), new(ServerFaultKind.Kill, 0.6)],
        },
        new() { Name = "pause", Habits = Habits(Comings), Faults = [new(ServerFaultKind.Pause, 0.4)] },
        new()
        {
            Name = "gateway-crash",
            Habits = Habits(Comings),
            Faults = [new(ServerFaultKind.CrashGateway, 0.3), new(ServerFaultKind.CrashGateway, 0.6)],
        },
        new()
        {
            Name = "everything",
            Habits = Habits(Enum.GetValues<Episode>()) with { Cancels = 0.05, ShortDeadlines = 0.05 },
            Settings = ["Chaos:AnswersTwice=0.02"],
            Faults =
            [
                new(ServerFaultKind.CrashGateway, 0.15),
                new(ServerFaultKind.RestartWorkers, 0.3),
                new(ServerFaultKind.Kill, 0.45),
                new(ServerFaultKind.Pause, 0.65),
                new(ServerFaultKind.Kill, 0.8),
            ],
        },
    ];

    /// <summary>The scenario of that name.</summary>
    public static ChaosScenario Named(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ArgumentException(
            $"There is no scenario '{name}'; there are: {string.Join(", ", All.Select(scenario => scenario.Name))}.", nameof(name));

    // A tenth is slow, so that there is always something under way when a fault comes.
    private static ClientHabits Habits(IReadOnlyList<Episode> episodes, int every = 40) =>
        new() { Episodes = episodes, EpisodeEvery = every, Slow = 0.1 };
}
