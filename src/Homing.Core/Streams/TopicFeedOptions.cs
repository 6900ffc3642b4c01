namespace Homing.Streams;

/// <summary>How a <see cref="TopicFeed"/> reads.</summary>
public sealed record TopicFeedOptions
{
    /// <summary>An existing topic.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// How far before its end a partition is opened: as long as that a watcher may be away and miss nothing. Default 5
    /// minutes.
    /// </summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many records before its end a partition is opened at most. Default 200,000.</summary>
    public int LookBackRecords { get; init; } = 200_000;

    /// <summary>How long a partition is read on after the last who needed it has gone. Default 30 seconds.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a watcher waits for a partition to be read up to its end; past it, it is told of a gap, and the values come
    /// when they come. Default 2 seconds.
    /// </summary>
    public TimeSpan OpenPatience { get; init; } = TimeSpan.FromSeconds(2);
}
