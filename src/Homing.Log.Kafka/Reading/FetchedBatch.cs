namespace Homing.Log.Kafka.Reading;

/// <summary>Consecutive records of one partition as a consumer fetched them.</summary>
/// <param name="Partition">Where they come from.</param>
/// <param name="Generation">Of the assignment they were fetched under.</param>
/// <param name="Records">At least one.</param>
internal readonly record struct FetchedBatch(int Partition, int Generation, LogRecord[] Records);
