using System.Numerics;

namespace Homing.Metrics;

/// <summary>
/// Counts durations by size, so that one reader can ask for percentiles of what came since it last asked. Recording is one
/// interlocked addition. A percentile is wrong by 7 % at most, from a microsecond to an hour. Thread-safe.
/// </summary>
public sealed class DurationCounts
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;

    // Up to 2^32 microseconds, which is 71 minutes.
    private readonly long[] _counts = new long[(33 - StepBits) * Steps];

    /// <summary>Counts a duration; a negative one, which clocks of two machines can make, counts as none.</summary>
    public void Record(TimeSpan duration) => Interlocked.Increment(ref _counts[IndexOf(duration)]);

    /// <summary>What was recorded since the last call.</summary>
    public DurationFigures Take()
    {
        var taken = new long[_counts.Length];
        var total = 0L;
        for (var index = 0; index < taken.Length; index++)
        {
            taken[index] = Volatile.Read(ref _counts[index]) == 0 ? 0 : Interlocked.Exchange(ref _counts[index], 0);
            total += taken[index];
        }

        return new DurationFigures(total, Percentile(taken, total, 0.5), Percentile(taken, total, 0.99));
    }

    private static TimeSpan Percentile(long[] counts, long total, double share)
    {
        var left = (long)Math.Ceiling(total * share);
        for (var index = 0; index < counts.Length && left > 0; index++)
        {
            left -= counts[index];
            if (left <= 0)
            {
                return MiddleOf(index);
            }
        }

        return TimeSpan.Zero;
    }

    // Below 8 microseconds one step each; above, eight steps to each doubling.
    private int IndexOf(TimeSpan duration)
    {
        var microseconds = (ulong)Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds < Steps)
        {
            return (int)microseconds;
        }

        var shift = BitOperations.Log2(microseconds) - StepBits;
        return Math.Min(((shift + 1) << StepBits) + (int)((microseconds >> shift) & (Steps - 1)), _counts.Length - 1);
    }

    private static TimeSpan MiddleOf(int index)
    {
        var shift = Math.Max(0, (index >> StepBits) - 1);
        var from = index < Steps ? index : (long)(Steps + (index & (Steps - 1))) << shift;
        return TimeSpan.FromMicroseconds(from + ((1L << shift) / 2.0));
    }
}

/// <summary>Percentiles of durations.</summary>
/// <param name="Count">How many there were; with none, the rest is zero.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="Percentile99">99 of a hundred took no longer.</param>
public readonly record struct DurationFigures(long Count, TimeSpan Median, TimeSpan Percentile99);
