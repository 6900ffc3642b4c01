using Homing.Log;

namespace Homing.Testing;

/// <summary>A topic of <see cref="InMemoryLog"/>; used under the gate of the log.</summary>
internal sealed class InMemoryTopic
{
    private readonly Dictionary<string, InMemoryGroup> _groups = new(StringComparer.Ordinal);
    private int _turn;

    public InMemoryTopic(string name, int partitions)
    {
        Name = name;
        Partitions = [.. Enumerable.Range(0, partitions).Select(number => new InMemoryPartition(number))];
    }

    public string Name { get; }

    public IReadOnlyList<InMemoryPartition> Partitions { get; }

    public InMemoryGroup Group(string name)
    {
        if (!_groups.TryGetValue(name, out var group))
        {
            _groups[name] = group = new InMemoryGroup(Partitions);
        }

        return group;
    }

    public TopicDescription Describe() =>
        new(Name, [.. Partitions.Select(p => new OffsetRange(p.Records.Count > 0 ? p.Records[0].Offset : p.End, p.End))]);

    public LogPosition Append(LogEntry entry, DateTimeOffset at)
    {
        var partition = Partitions[entry.Key.IsEmpty ? _turn++ % Partitions.Count : Choose(entry.Key.Span)];
        partition.Records.Add(new LogRecord
        {
            Offset = partition.End,
            Timestamp = at,
            Key = entry.Key.ToArray(),
            Value = entry.Value is { } value ? value.ToArray() : (ReadOnlyMemory<byte>?)null,
            Headers = new LogHeaders([.. entry.Headers.Items.Select(
                h => KeyValuePair.Create(h.Key, (ReadOnlyMemory<byte>)h.Value.ToArray()))]),
        });
        return new LogPosition(partition.Number, partition.End++);
    }

    public void Compact()
    {
        foreach (var partition in Partitions)
        {
            var newest = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var record in partition.Records)
            {
                newest[Convert.ToHexString(record.Key.Span)] = record.Offset;
            }

            partition.Records.RemoveAll(r => !r.Key.IsEmpty
                && (r.Value is null || newest[Convert.ToHexString(r.Key.Span)] != r.Offset));
        }
    }

    // FNV-1a: the same key goes to the same partition in every run.
    private int Choose(ReadOnlySpan<byte> key)
    {
        var hash = 2166136261u;
        foreach (var b in key)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return (int)(hash % (uint)Partitions.Count);
    }
}

/// <summary>A partition of <see cref="InMemoryLog"/>; used under the gate of the log.</summary>
internal sealed class InMemoryPartition(int number)
{
    private const int MaxBatch = 100;

    public int Number { get; } = number;

    public List<LogRecord> Records { get; } = [];

    public long End { get; set; }

    public long Resolve(StartAt start) => start.Kind switch
    {
        StartKind.Beginning => 0,
        StartKind.End => End,
        StartKind.Offset => start.Offset,
        _ => Records.Where(r => r.Timestamp >= start.Time).Select(r => r.Offset).DefaultIfEmpty(End).First(),
    };

    /// <summary>The next records from that offset on; empty where there are none.</summary>
    public LogRecord[] From(long offset)
    {
        var (low, high) = (0, Records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Records[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return [.. Records.Skip(low).Take(MaxBatch)];
    }
}
