namespace Homing.Log;

/// <summary>How a topic is laid out and how long it keeps what it has.</summary>
public sealed record TopicOptions
{
    /// <summary>1 to 200 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>1 to 1,024; default 1. It cannot change later.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Records older than this may be removed, whole segments at a time; null keeps them.</summary>
    public TimeSpan? RetentionAge { get; init; }

    /// <summary>Bytes a partition may keep before the oldest segments are removed; null for no limit.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>Keep only the newest record of each key; a tombstone removes the key. Records without a key stay.</summary>
    public bool Compacted { get; init; }
}
