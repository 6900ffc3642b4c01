using System.Diagnostics;

namespace Homing.Log.Embedded.Commit;

/// <summary>
/// Holds the next commit back a moment for those that the last one answered: they often append again at once, and to
/// share a sync is worth more than to begin it early. It waits for as many as shared the last one, at most half as long
/// as that took, and never where the last one had a single record: so who appends one by one is not held back.
/// </summary>
internal struct JoinWindow
{
    private static readonly long MostTicks = Stopwatch.Frequency / 10_000;

    private int _shared;
    private long _ticks;

    public void Committed(int count, TimeSpan took)
    {
        _shared = count;
        _ticks = Math.Min(MostTicks, (long)(took.TotalSeconds * Stopwatch.Frequency) / 2);
    }

    /// <summary>Nobody came: the next one is a beginning, and waits for nobody.</summary>
    public void Reset() => _shared = 0;

    public readonly void Wait(CommitBatch filling)
    {
        if (_shared < 2)
        {
            return;
        }

        var until = Stopwatch.GetTimestamp() + _ticks;
        while (filling.Count < _shared && Stopwatch.GetTimestamp() < until)
        {
            // Not a spin: those that are waited for may need this very core.
            Thread.Yield();
        }
    }
}
