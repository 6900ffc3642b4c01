using System.Collections.Concurrent;
using Homing.Log;
using Homing.Testing;

namespace Homing.Core.Tests.Streams;

/// <summary>A log that notes which partitions of which topic readers were opened for, and how many are open still.</summary>
internal sealed class OpenedReaders(ILog log) : DelegatingLog(log)
{
    private readonly ConcurrentQueue<(string Topic, int Partition)> _opened = new();

    public IReadOnlyList<int> Of(string topic) => [.. _opened.Where(read => read.Topic == topic).Select(read => read.Partition)];

    public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null)
    {
        foreach (var partition in partitions ?? [-1])
        {
            _opened.Enqueue((topic, partition));
        }

        return base.OpenReader(topic, start, partitions);
    }
}
