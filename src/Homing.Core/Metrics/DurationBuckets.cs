using System.Diagnostics.Metrics;

namespace Homing.Metrics;

/// <summary>The bounds of every histogram of a hop: from far below a millisecond to a minute.</summary>
public static class DurationBuckets
{
    /// <summary>Upper bounds in seconds, told to whoever aggregates.</summary>
    public static InstrumentAdvice<double> Advice { get; } = new()
    {
        HistogramBucketBoundaries =
        [
            0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
        ],
    };
}
