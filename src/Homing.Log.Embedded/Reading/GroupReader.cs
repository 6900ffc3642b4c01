namespace Homing.Log.Embedded.Reading;

/// <summary>A member of a group.</summary>
internal sealed class GroupReader : ILogGroupReader
{
    private readonly GroupCoordinator _coordinator;
    private readonly PositionStore _positions;
    private readonly Action<CursorSet> _disposed;

    public GroupReader(
        CursorSet cursors, GroupCoordinator coordinator, PositionStore positions, Action<CursorSet> disposed)
    {
        (Cursors, _coordinator, _positions, _disposed) = (cursors, coordinator, positions, disposed);
    }

    public CursorSet Cursors { get; }

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        Cursors.ReadAsync(cancellationToken);

    public void Store(int partition, int generation, long nextOffset) =>
        _coordinator.Store(this, partition, generation, nextOffset);

    public bool Holds(int partition, int generation) => _coordinator.Holds(this, partition, generation);

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) =>
        _positions.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _coordinator.Leave(this);
        if (Cursors.IsEnded)
        {
            // The log was closed under it, and has flushed.
            return;
        }

        Cursors.End(new ObjectDisposedException(nameof(ILogGroupReader)));
        _disposed(Cursors);
        await _positions.FlushAsync(CancellationToken.None);
    }
}
