namespace Homing;

/// <summary>Pauses before something that has failed is tried again, at random, so that what failed together is not tried together.</summary>
public static class Jitter
{
    private const int MostDoublings = 20;

    /// <summary>
    /// Twice as long each time, half of it at random and half of it certain, so that nothing is tried without a pause ("equal
    /// jitter": Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
    /// </summary>
    /// <param name="failures">How often it failed in a row: at least 1.</param>
    /// <param name="first">The longest pause after the first failure.</param>
    /// <param name="longest">No pause is longer.</param>
    public static TimeSpan Equal(int failures, TimeSpan first, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var most = first * (1L << Math.Min(failures - 1, MostDoublings));
        return (most < longest ? most : longest) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
