namespace Homing.Leases;

/// <summary>The spans that follow from <see cref="LeaseOptions"/>.</summary>
internal sealed class LeaseTiming
{
    public LeaseTiming(LeaseOptions options)
    {
        TimeToLive = options.TimeToLive;
        HoldFor = TimeToLive - (options.SafetyMargin ?? TimeToLive / 10);
        RenewEvery = TimeToLive / 3;
        TryFor = TimeToLive / 6;
        RetryAfter = TimeToLive / 12;
    }

    /// <summary>How long the store keeps the id after it heard of the holder.</summary>
    public TimeSpan TimeToLive { get; }

    /// <summary>How long the holder counts itself as such after it sent what then succeeded.</summary>
    public TimeSpan HoldFor { get; }

    /// <summary>From one renewal that succeeds to the next.</summary>
    public TimeSpan RenewEvery { get; }

    /// <summary>How long one call to the store may take.</summary>
    public TimeSpan TryFor { get; }

    /// <summary>From a call that failed to the next. Three calls that hang fit before the fence, eight that throw.</summary>
    public TimeSpan RetryAfter { get; }
}
