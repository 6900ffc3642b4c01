using System.Collections.Concurrent;
using Homing.Client;

namespace Homing.Bench.Recover;

/// <summary>
/// Clients of the .NET library, spread over all gateways, each of which asks again a moment after it was answered. What
/// each waited is written down.
/// </summary>
internal sealed class SteadyCrowd : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Wait> _waits = new();
    private readonly HomingClient[] _clients;
    private readonly Task _asking;
    private int _failed;

    private SteadyCrowd(IReadOnlyList<Uri> gateways, int clients, int seed)
    {
        _clients = [.. Enumerable.Range(0, clients).Select(number => Create(gateways, number, seed))];
        _asking = Task.WhenAll(_clients.Select(AskAsync));
    }

    /// <summary>Requests that ended without an answer.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Starts asking.</summary>
    public static SteadyCrowd Start(IReadOnlyList<Uri> gateways, int clients, int seed) => new(gateways, clients, seed);

    /// <summary>The waits that ended since a time stamp.</summary>
    public IReadOnlyList<Wait> Since(long timestamp) => [.. _waits.Where(wait => wait.Answered >= timestamp)];

    /// <summary>Completes when every client was answered what it asked after a time stamp.</summary>
    public async Task ServedAsync(long timestamp, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (_waits.Where(wait => wait.Asked >= timestamp).Select(wait => wait.Client).Distinct().Count() < _clients.Length)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _asking;
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private static HomingClient Create(IReadOnlyList<Uri> gateways, int number, int seed)
    {
        var options = new HomingClientOptions { Random = new Random((seed * 7919) + number), DefaultDeadline = Deadline };
        for (var index = 0; index < gateways.Count; index++)
        {
            options.Servers.Add(gateways[(number + index) % gateways.Count]);
        }

        return new HomingClient(options);
    }

    private async Task AskAsync(HomingClient client, int number)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var asked = TimeProvider.System.GetTimestamp();
                await client.RequestAsync<Echo, Echo>(
                    HomingServer.Operation, new Echo("how long?"), cancellationToken: _stopping.Token);
                _waits.Enqueue(new Wait(number, asked, TimeProvider.System.GetTimestamp()));
                await Task.Delay(Pause, TimeProvider.System, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }
            catch (HomingException exception)
            {
                Interlocked.Increment(ref _failed);
                await Console.Error.WriteLineAsync($"client {number}: {exception.Message}");
            }
        }
    }

    private sealed record Echo(string Text);
}

/// <summary>One request that was answered. Time stamps of <see cref="TimeProvider.System"/>.</summary>
internal readonly record struct Wait(int Client, long Asked, long Answered)
{
    /// <summary>How long it took.</summary>
    public double Seconds => TimeProvider.System.GetElapsedTime(Asked, Answered).TotalSeconds;
}
