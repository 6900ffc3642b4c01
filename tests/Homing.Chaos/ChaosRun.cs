using Homing.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Chaos;

/// <summary>Clients that ask, behave badly, and write down what happens to them.</summary>
public sealed class ChaosRun
{
    private readonly ChaosOptions _options;

    /// <summary>Prepares a run.</summary>
    public ChaosRun(ChaosOptions options) => (_options, Stats) = (options, new ChaosStats(options.Clients));

    /// <summary>What the clients met with so far.</summary>
    public ChaosStats Stats { get; }

    /// <summary>Runs until every client has everything settled or has given up.</summary>
    /// <param name="historyFolder">Where the clients' history goes.</param>
    /// <param name="cancellationToken">Ends the run in the middle.</param>
    /// <exception cref="InvalidDataException">A gateway broke the protocol, or says that a client did.</exception>
    public async Task RunAsync(string historyFolder, CancellationToken cancellationToken)
    {
        await using var history = HistoryFile.Create(historyFolder, TimeProvider.System, NullLogger<HistoryFile>.Instance);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clients = Enumerable.Range(0, _options.Clients)
            .Select(number => new ChaosClient(number, _options, history, Stats, http)).ToArray();
        try
        {
            var running = clients.Select(client => Task.Run(() => client.RunAsync(stopping.Token), CancellationToken.None)).ToList();
            while (running.Count > 0)
            {
                // The first that fails ends the run: what the others would still see says nothing any more.
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                if (ended.IsFaulted)
                {
                    await stopping.CancelAsync();
                    await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                await ended;
            }
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    /// <summary>Completes when this share of all requests is settled.</summary>
    public async Task ReachAsync(double share, CancellationToken cancellationToken)
    {
        var goal = (long)(share * _options.Clients * _options.RequestsPerClient);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Stats.Settled < goal)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
