namespace Homing.Log;

/// <summary>Where a record stands in a topic.</summary>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Offset">The offset within the partition, from 0.</param>
public readonly record struct LogPosition(int Partition, long Offset);
