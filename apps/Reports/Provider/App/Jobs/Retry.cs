namespace Homing.Reports.Provider.App.Jobs;

/// <summary>How long to wait before something is tried again: twice as long each time, up to a minute, at random.</summary>
internal static class Retry
{
    private const int MostDoublings = 6;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="failures">How often it failed in a row: at least 1.</param>
    public static TimeSpan After(int failures)
    {
        var longest = Math.Min(Longest.Ticks, First.Ticks << Math.Min(failures - 1, MostDoublings));

        // Half of it is certain, so that a receiver that is down is not asked without a pause.
        return new TimeSpan((longest / 2) + Random.Shared.NextInt64(longest / 2));
    }
}
