namespace Homing.Log;

/// <summary>A topic as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The range of each partition, by number.</param>
public sealed record TopicDescription(string Name, IReadOnlyList<OffsetRange> Partitions);

/// <summary>The offsets that a partition holds.</summary>
/// <param name="Start">The oldest offset that is kept.</param>
/// <param name="End">The offset that the next record will get.</param>
public readonly record struct OffsetRange(long Start, long End);
