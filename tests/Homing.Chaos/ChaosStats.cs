using System.Collections.Concurrent;

namespace Homing.Chaos;

/// <summary>What the clients met with. Thread-safe.</summary>
public sealed class ChaosStats
{
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

    internal void Settle() => Interlocked.Increment(ref _settled);
}
