using System.Diagnostics;
using System.Globalization;
using Homing.HistoryChecker;

namespace Homing.Chaos.Fleets;

/// <summary>Clients with habits against a fleet of processes with faults, and what the checker says of it.</summary>
public sealed record FleetScenario
{
    private const double Enough = 0.99;

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>How the clients behave.</summary>
    public ClientHabits Habits { get; init; } = new() { Slow = 0.1 };

    /// <summary>What is done to the fleet, in order.</summary>
    public required IReadOnlyList<FleetFault> Faults { get; init; }

    /// <summary>Settings of every process.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How many clients.</summary>
    public int Clients { get; init; } = 60;

    /// <summary>
    /// How many requests a client has open at a time: few enough that a run is many windows long, so that faults meet
    /// clients who ask.
    /// </summary>
    public int Window { get; init; } = 8;

    /// <summary>How many gateways at the start.</summary>
    public int Gateways { get; init; } = 3;

    /// <summary>Runs it in an empty folder.</summary>
    /// <param name="folder">Where the histories go.</param>
    /// <param name="requests">How many requests all clients ask together, about.</param>
    /// <param name="seed">What all chance follows from.</param>
    /// <param name="cancellationToken">Ends it in the middle.</param>
    public async Task<ChaosVerdict> RunAsync(string folder, int requests, int seed, CancellationToken cancellationToken)
    {
        var histories = Path.Combine(folder, "history");
        await using var target = await FleetUnderTest.StartAsync(folder, Gateways, Settings, seed, cancellationToken);
        var run = new ChaosRun(new ChaosOptions
        {
            Seed = seed,
            Gateways = () => target.Gateways,
            Clients = Clients,
            RequestsPerClient = (requests + Clients - 1) / Clients,
            Window = Window,
            Habits = Habits,
            // Longer than a group takes to miss a dead member on a busy machine: lost is what never comes.
            Patience = TimeSpan.FromSeconds(90),
        });
        var inflicted = new List<InflictedFault>();
        var start = Stopwatch.GetTimestamp();
        try
        {
            await RunAsync(run, target, histories, inflicted, cancellationToken);
            var duration = Stopwatch.GetElapsedTime(start);
            await target.StopAsync();
            var report = Histories.Check(new CheckOptions { ResumeTtl = FleetUnderTest.ResumeTtl }, histories);
            target.CheckFences(histories);
            return new ChaosVerdict(Name, seed, duration, report, run.Stats, target.Output) { Inflicted = inflicted };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{Name}, seed {seed}, faults so far: {string.Join("; ", inflicted)}\n{exception.Message}\nthe processes said:\n{target.Output}"),
                exception);
        }
    }

    private async Task RunAsync(
        ChaosRun run,
        FleetUnderTest target,
        string histories,
        List<InflictedFault> inflicted,
        CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = run.RunAsync(histories, ended.Token);
        var inflicting = InflictAsync(run, target, inflicted, ended.Token);
        var first = await Task.WhenAny(asking, inflicting);
        if (first == asking || inflicting.IsFaulted)
        {
            await ended.CancelAsync();
        }

        // A fleet that did not behave fails the scenario, whatever became of the clients.
        await inflicting;
        await asking;
    }

    private async Task InflictAsync(
        ChaosRun run, FleetUnderTest target, List<InflictedFault> inflicted, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var recoveries = new List<Task>();
        foreach (var fault in Faults)
        {
            try
            {
                await run.ReachAsync(fault.At, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The clients are through, or have given up.
                break;
            }

            var index = inflicted.Count;
            inflicted.Add(new InflictedFault(fault.Name, Stopwatch.GetElapsedTime(start), null));
            recoveries.Add(RecoverAsync(run, inflicted, index, cancellationToken));
            await fault.InflictAsync(target, CancellationToken.None);
        }

        await Task.WhenAll(recoveries);
    }

    private static async Task RecoverAsync(
        ChaosRun run, List<InflictedFault> inflicted, int index, CancellationToken cancellationToken)
    {
        try
        {
            var took = await run.Stats.ServedAgainAsync(Enough, cancellationToken);
            inflicted[index] = inflicted[index] with { ServedAgain = took };
        }
        catch (OperationCanceledException)
        {
            // Stays unknown.
        }
    }
}
