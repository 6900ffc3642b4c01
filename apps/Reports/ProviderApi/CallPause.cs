namespace Homing.Reports.ProviderApi;

/// <summary>How long either side waits before it calls the other again: up to a second at first, and to a minute in the end.</summary>
internal static class CallPause
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="failures">How often it failed in a row: at least 1.</param>
    public static TimeSpan After(int failures) => Jitter.Equal(failures, First, Longest);
}
