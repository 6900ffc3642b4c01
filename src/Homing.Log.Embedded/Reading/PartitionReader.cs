namespace Homing.Log.Embedded.Reading;

/// <summary>A reader of one partition that keeps its position under the name of a group.</summary>
internal sealed class PartitionReader : ILogGroupReader
{
    private readonly CursorSet _cursors;
    private readonly Partition _partition;
    private readonly PositionKey _key;
    private readonly PositionStore _positions;
    private readonly Action<CursorSet> _disposed;

    public PartitionReader(
        CursorSet cursors,
        Partition partition,
        string topic,
        string group,
        PositionStore positions,
        Action<CursorSet> disposed)
    {
        (_cursors, _partition, _positions, _disposed) = (cursors, partition, positions, disposed);
        _key = new PositionKey(topic, group, partition.Number);
    }

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        _cursors.ReadAsync(cancellationToken);

    public void Store(int partition, int generation, long nextOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(partition, _key.Partition);
        if (!_cursors.IsEnded)
        {
            _positions.Raise(_key, Math.Min(nextOffset, _partition.EndOffset));
        }
    }

    public bool Holds(int partition, int generation) => partition == _key.Partition && !_cursors.IsEnded;

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) =>
        _positions.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_cursors.IsEnded)
        {
            // The log was closed under it, and has flushed.
            return;
        }

        _cursors.End(new ObjectDisposedException(nameof(ILogGroupReader)));
        _disposed(_cursors);
        await _positions.FlushAsync(CancellationToken.None);
    }
}
