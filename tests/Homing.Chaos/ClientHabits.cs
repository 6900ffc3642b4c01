namespace Homing.Chaos;

/// <summary>How clients behave, beside asking.</summary>
public sealed record ClientHabits
{
    /// <summary>What a client does now and then; one of these at random.</summary>
    public IReadOnlyList<Episode> Episodes { get; init; } = [];

    /// <summary>After how many requests it does so, on average.</summary>
    public int EpisodeEvery { get; init; } = 50;

    /// <summary>The share of requests with a deadline of less than half a second.</summary>
    public double ShortDeadlines { get; init; }

    /// <summary>The share of requests that take their worker up to half a second.</summary>
    public double Slow { get; init; }

    /// <summary>The share of requests that are taken back.</summary>
    public double Cancels { get; init; }
}

/// <summary>What a client does now and then.</summary>
public enum Episode
{
    /// <summary>Asks, goes without a word before it has read the answers, and comes back soon.</summary>
    Vanish,

    /// <summary>Asks much and reads a few bytes at a time, for a while.</summary>
    ReadSlowly,

    /// <summary>Acknowledges nothing until it is closed for it, and comes back.</summary>
    NeverAck,

    /// <summary>Goes without a word and comes back at once, at another gateway.</summary>
    ComeBackElsewhere,

    /// <summary>Goes without a word and comes back after some seconds, within the time that answers wait.</summary>
    ComeBackLate,

    /// <summary>Comes back twice at once, while it is still there.</summary>
    ComeBackTwice,
}
