using System.Diagnostics;
using Homing.HistoryChecker;

namespace Homing.Chaos;

/// <summary>Clients with habits against a server with faults, and what the checker says of it.</summary>
public sealed record ChaosScenario
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>How the clients behave.</summary>
    public ClientHabits Habits { get; init; } = new();

    /// <summary>What is done to the server, in order.</summary>
    public IReadOnlyList<ServerFault> Faults { get; init; } = [];

    /// <summary>Settings of the server.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>How many clients.</summary>
    public int Clients { get; init; } = 100;

    /// <summary>Runs it in an empty folder.</summary>
    /// <param name="folder">Where the log and the histories go.</param>
    /// <param name="requests">How many requests all clients ask together, about.</param>
    /// <param name="seed">What all chance follows from.</param>
    /// <param name="cancellationToken">Ends it in the middle.</param>
    public async Task<ChaosVerdict> RunAsync(string folder, int requests, int seed, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        ChaosRun run;
        string output;
        TimeSpan duration;
        await using (var server = await ChaosServer.StartAsync(folder, Settings))
        {
            run = new ChaosRun(new ChaosOptions
            {
                Seed = seed,
                Gateways = () => server.Gateways,
                Clients = Clients,
                RequestsPerClient = (requests + Clients - 1) / Clients,
                Habits = Habits,
            });
            start = Stopwatch.GetTimestamp();
            await RunAsync(run, server, Path.Combine(folder, "history"), seed, cancellationToken);
            duration = Stopwatch.GetElapsedTime(start);
            output = server.Output;
        }

        var report = Histories.Check(
            new CheckOptions { ResumeTtl = ChaosServer.ResumeTtl }, Path.Combine(folder, "history"));
        return new ChaosVerdict(Name, seed, duration, report, run.Stats, output);
    }

    private async Task RunAsync(
        ChaosRun run, ChaosServer server, string historyFolder, int seed, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = run.RunAsync(historyFolder, ended.Token);
        var inflicting = InflictAsync(run, server, new Random(seed), ended.Token);
        var first = await Task.WhenAny(asking, inflicting);
        if (first == asking || inflicting.IsFaulted)
        {
            await ended.CancelAsync();
        }

        // A fault that could not be done fails the scenario, whatever became of the clients.
        await inflicting;
        await asking;
    }

    private async Task InflictAsync(ChaosRun run, ChaosServer server, Random random, CancellationToken cancellationToken)
    {
        foreach (var fault in Faults)
        {
            try
            {
                await run.ReachAsync(fault.At, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The clients are through, or have given up.
                return;
            }

            await server.InflictAsync(fault.Kind, random, CancellationToken.None);
        }
    }
}
