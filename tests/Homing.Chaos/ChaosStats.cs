using System.Collections.Concurrent;
using System.Diagnostics;

namespace Homing.Chaos;

/// <summary>What the clients met with. Thread-safe.</summary>
/// <param name="clients">How many there are, numbered from 0.</param>
public sealed class ChaosStats(int clients)
{
    // A client that is through waits for nothing.
    private const long Through = long.MaxValue;

    private readonly long[] _servedAt = new long[clients];
    private readonly ConcurrentDictionary<int, int> _closes = new();
    private readonly ConcurrentDictionary<Episode, int> _episodes = new();
    private long _settled;

    /// <summary>How often connections were closed, by code.</summary>
    public IReadOnlyDictionary<int, int> Closes => _closes;

    /// <summary>How often clients did what.</summary>
    public IReadOnlyDictionary<Episode, int> Episodes => _episodes;

    /// <summary>How many requests are answered, refused, expired or cancelled.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>How often connections were closed with that code.</summary>
    public int ClosedWith(int code) => _closes.GetValueOrDefault(code);

    internal void Closed(int code) => _closes.AddOrUpdate(code, 1, static (_, count) => count + 1);

    internal void Did(Episode episode) => _episodes.AddOrUpdate(episode, 1, static (_, count) => count + 1);

    /// <summary>
    /// Completes when so many of the clients that still ask have been given an answer after the call.
    /// </summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long that took, from the call on.</returns>
    public async Task<TimeSpan> ServedAgainAsync(double share, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var (asking, served) = (0, 0);
            for (var client = 0; client < _servedAt.Length; client++)
            {
                var at = Volatile.Read(ref _servedAt[client]);
                asking += at == Through ? 0 : 1;
                served += at != Through && at > start ? 1 : 0;
            }

            if (served >= share * asking)
            {
                return Stopwatch.GetElapsedTime(start);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    internal void Serve(int client) => Volatile.Write(ref _servedAt[client], Stopwatch.GetTimestamp());

    internal void Leave(int client) => Volatile.Write(ref _servedAt[client], Through);

    internal void Settle() => Interlocked.Increment(ref _settled);
}
