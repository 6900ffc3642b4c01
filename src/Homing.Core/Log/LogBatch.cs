namespace Homing.Log;

/// <summary>Consecutive records of one partition, at least one.</summary>
/// <param name="Partition">The partition they all come from.</param>
/// <param name="Generation">
/// Counts how often this partition was given to a member of the group; always 0 for a plain reader. When it changes,
/// what was read before may come again.
/// </param>
/// <param name="Records">The records by rising offset; valid until the next read.</param>
public readonly record struct LogBatch(int Partition, int Generation, ReadOnlyMemory<LogRecord> Records);
