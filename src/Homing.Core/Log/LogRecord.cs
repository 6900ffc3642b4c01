namespace Homing.Log;

/// <summary>One record as it was read. Its bytes are valid as long as its batch.</summary>
public readonly struct LogRecord
{
    /// <summary>Offset within the partition, from 0. Compaction leaves holes.</summary>
    public required long Offset { get; init; }

    /// <summary>When the log took the record.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The key; empty where the record was appended without one.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The value; null for a tombstone.</summary>
    public required ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>The headers, in the order they were given.</summary>
    public LogHeaders Headers { get; init; }
}
