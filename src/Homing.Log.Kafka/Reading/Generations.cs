using System.Collections.Concurrent;

namespace Homing.Log.Kafka.Reading;

/// <summary>Counts how often each partition was given to a member of its group in this process. Thread-safe.</summary>
internal sealed class Generations
{
    private readonly ConcurrentDictionary<(string Topic, string Group, int Partition), int> _counts = new();

    public int Next(string topic, string group, int partition) =>
        _counts.AddOrUpdate((topic, group, partition), 1, (_, count) => count + 1);
}
