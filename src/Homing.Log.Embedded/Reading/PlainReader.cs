namespace Homing.Log.Embedded.Reading;

/// <summary>A reader without a group.</summary>
internal sealed class PlainReader : ILogReader
{
    private readonly CursorSet _cursors;
    private readonly Action<CursorSet> _disposed;

    public PlainReader(CursorSet cursors, Action<CursorSet> disposed) => (_cursors, _disposed) = (cursors, disposed);

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        _cursors.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _cursors.End(new ObjectDisposedException(nameof(ILogReader)));
        _disposed(_cursors);
        return ValueTask.CompletedTask;
    }
}
