using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>A reader of one partition that keeps its position under the name of a group, and is no member of it.</summary>
internal sealed class PartitionReader : ILogGroupReader
{
    private readonly KafkaClients _clients;
    private readonly AssignedReading _reading;
    private readonly PositionKeeper _positions;
    private readonly int _partition;
    private readonly string _topic;
    private readonly string _group;

    public PartitionReader(
        KafkaClients clients, TimeProvider time, AssignedReading reading, string topic, string group, int partition)
    {
        (_clients, _reading, _topic, _group, _partition) = (clients, reading, topic, group, partition);
        _positions = new PositionKeeper(clients, time, topic, group);
    }

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) => _reading.ReadAsync(cancellationToken);

    public void Store(int partition, int generation, long nextOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(partition, _partition);
        if (!_reading.IsEnded)
        {
            _positions.Store(_reading.Consumer, partition, nextOffset);
        }
    }

    public bool Holds(int partition, int generation) => partition == _partition && !_reading.IsEnded;

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) =>
        _reading.Consumer is { } consumer ? _positions.FlushAsync(consumer, cancellationToken) : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (LogException exception)
        {
            _clients.Logger.PositionsNotCommitted(_group, _topic, exception.Message);
        }

        await _reading.EndAsync();
        _positions.Dispose();
    }
}
