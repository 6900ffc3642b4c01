namespace Homing.HistoryChecker;

/// <summary>By what a history is judged.</summary>
public sealed record CheckOptions
{
    /// <summary>
    /// How much later than its limit an answer may be delivered: for clocks of several machines, and for the way from
    /// the socket to the application.
    /// </summary>
    /// <value>Default 2 s.</value>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer may wait for a client that is away: <c>Homing:Gateway:ResumeTtl</c> of the gateways.</summary>
    /// <value>Default 120 s.</value>
    public TimeSpan ResumeTtl { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How many faults of a kind are shown with their lines.</summary>
    /// <value>Default 3.</value>
    public int Examples { get; init; } = 3;
}
