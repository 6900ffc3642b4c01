namespace Homing.Log;

/// <summary>What to append.</summary>
/// <param name="Key">Decides the partition and, in a compacted topic, which record is replaced. Empty: any partition.</param>
/// <param name="Value">The value; null is a tombstone, which removes the key from a compacted topic.</param>
/// <param name="Headers">Carried along and never looked at.</param>
public readonly record struct LogEntry(
    ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value, LogHeaders Headers = default);
