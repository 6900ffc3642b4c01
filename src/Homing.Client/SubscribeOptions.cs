namespace Homing.Client;

/// <summary>What a reader of a channel asks for.</summary>
public sealed record SubscribeOptions
{
    /// <summary>
    /// The least time between two events; what comes faster is left out and counted. Readers of one channel share one
    /// subscription: the first of them decides.
    /// </summary>
    /// <value>Default none: as they come.</value>
    public TimeSpan? MinInterval { get; init; }
}
