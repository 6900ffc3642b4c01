namespace Homing.Reports.Workflow;

/// <summary>How long a step waits that has failed: longer each time, and at random, so that what failed together is not tried together.</summary>
internal static class RetryPause
{
    /// <summary>No pause is shorter, or a log full of the same failure would be all there is.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>No pause is longer by more than <see cref="Least"/>.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>The pause after so many failures in a row before this one: up to 1 s, 2 s, 4 s and so on.</summary>
    public static TimeSpan After(int failures, Random random) =>
        Least + (Math.Min(Most.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))) * random.NextDouble() * TimeSpan.FromSeconds(1));
}
