namespace Homing.Log.Kafka.Reading;

/// <summary>A reader without a group.</summary>
internal sealed class PlainReader : ILogReader
{
    private readonly AssignedReading _reading;

    public PlainReader(AssignedReading reading) => _reading = reading;

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) => _reading.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _ = _reading.EndAsync();
        return ValueTask.CompletedTask;
    }
}
