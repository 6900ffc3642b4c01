namespace Homing.Reports.ProviderApi;

/// <summary>How long the provider has asked not to be asked, for calls of one sort. Thread-safe.</summary>
internal sealed class RestTime(TimeProvider time)
{
    private long _until = DateTimeOffset.MinValue.UtcTicks;

    /// <summary>What is left of it; null where it is over.</summary>
    public TimeSpan? Left =>
        Interlocked.Read(ref _until) - time.GetUtcNow().UtcTicks is var left and > 0 ? TimeSpan.FromTicks(left) : null;

    /// <summary>The provider asked for it; null where it did not.</summary>
    public void Begin(TimeSpan? length)
    {
        if (length is { } rest)
        {
            Interlocked.Exchange(ref _until, (time.GetUtcNow() + rest).UtcTicks);
        }
    }
}
