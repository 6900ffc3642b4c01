using Homing.Log;

namespace Homing.Testing;

/// <summary>A plain reader of <see cref="InMemoryLog"/>.</summary>
internal sealed class InMemoryReader : ILogReader
{
    private readonly InMemoryLog _log;
    private readonly IReadOnlyList<InMemoryPartition> _partitions;
    private readonly long[] _next;
    private int _turn;

    public InMemoryReader(InMemoryLog log, IReadOnlyList<InMemoryPartition> partitions, StartAt start)
    {
        _log = log;
        _partitions = partitions;
        _next = [.. partitions.Select(p => p.Resolve(start))];
    }

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        _log.WaitForAsync(Take, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LogBatch? Take()
    {
        for (var i = 0; i < _partitions.Count; i++)
        {
            // Turn by turn, so that a busy partition does not starve the others.
            var index = _turn++ % _partitions.Count;
            if (_partitions[index].From(_next[index]) is { Length: > 0 } records)
            {
                _next[index] = records[^1].Offset + 1;
                return new LogBatch(_partitions[index].Number, 0, records);
            }
        }

        return null;
    }
}
