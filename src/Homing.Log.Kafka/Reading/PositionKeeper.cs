using Confluent.Kafka;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>
/// Knows which positions a reader stored, and makes them durable under the name of its group: from time to time by
/// itself, and at once where somebody waits for it. Thread-safe.
/// </summary>
internal sealed class PositionKeeper : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly KafkaClients _clients;
    private readonly TimeProvider _time;
    private readonly string _topic;
    private readonly string _group;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly Dictionary<int, Position> _positions = [];

    public PositionKeeper(KafkaClients clients, TimeProvider time, string topic, string group) =>
        (_clients, _time, _topic, _group) = (clients, time, topic, group);

    /// <summary>Notes a position; the consumer makes it durable at its next round.</summary>
    public void Store(IConsumer<byte[]?, byte[]?> consumer, int partition, long nextOffset)
    {
        lock (_gate)
        {
            _positions[partition] = new Position(nextOffset, _positions.TryGetValue(partition, out var known) ? known.Durable : -1);
        }

        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(_topic, partition, nextOffset));
        }
        catch (KafkaException)
        {
            // The partition was taken away this moment: whoever has it now says where it stands.
        }
    }

    /// <summary>The positions that were stored, by partition.</summary>
    public KeyValuePair<int, long>[] Stored()
    {
        lock (_gate)
        {
            return [.. _positions.Select(item => KeyValuePair.Create(item.Key, item.Value.Stored))];
        }
    }

    /// <summary>Completes when everything stored so far is durable.</summary>
    /// <exception cref="LogException">The brokers did not take it in time.</exception>
    public async ValueTask FlushAsync(IConsumer<byte[]?, byte[]?> consumer, CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            var begun = _time.GetTimestamp();
            while (Waiting(null) is { Count: > 0 } waiting)
            {
                if (await Task.Run(() => Commit(consumer, waiting), cancellationToken) is not { } error)
                {
                    continue;
                }

                if (_time.GetElapsedTime(begun) >= _clients.Options.RequestTimeout)
                {
                    throw _clients.Describe(error, $"Storing the position of group {_group} in topic {_topic}");
                }

                await Task.Delay(RetryPause, _time, cancellationToken);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Makes the positions of some partitions durable before they are given away, if that can be done now.</summary>
    public void Release(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<int> partitions)
    {
        if (Waiting(partitions) is { Count: > 0 } waiting && Commit(consumer, waiting) is { } error)
        {
            _clients.Logger.PositionsNotCommitted(_group, _topic, error.Reason);
        }

        Forget(partitions);
    }

    /// <summary>Some partitions are somebody else's: what was stored of them and is not durable counts no more.</summary>
    public void Forget(IEnumerable<int> partitions)
    {
        lock (_gate)
        {
            foreach (var partition in partitions)
            {
                _positions.Remove(partition);
            }
        }
    }

    public void Dispose() => _flushing.Dispose();

    private List<TopicPartitionOffset> Waiting(IReadOnlyCollection<int>? partitions)
    {
        lock (_gate)
        {
            return [.. _positions
                .Where(item => item.Value.Stored != item.Value.Durable && partitions?.Contains(item.Key) != false)
                .Select(item => new TopicPartitionOffset(_topic, item.Key, item.Value.Stored))];
        }
    }

    // Answers what to try again for; null where the positions are durable, or no longer this reader's to store.
    private Error? Commit(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartitionOffset> positions)
    {
        try
        {
            consumer.Commit(positions);
            _clients.Answered();
        }
        catch (KafkaException exception)
        {
            var error = exception is TopicPartitionOffsetException { Results: var results }
                ? results.Find(result => result.Error.IsError)?.Error ?? exception.Error
                : exception.Error;
            if (!IsShutOut(error.Code))
            {
                return error;
            }

            _clients.Logger.PositionsNotCommitted(_group, _topic, error.Reason);
        }
        catch (ObjectDisposedException)
        {
            return new Error(ErrorCode.Local_Destroy);
        }

        lock (_gate)
        {
            foreach (var (partition, offset) in positions.Select(item => (item.Partition.Value, item.Offset.Value)))
            {
                if (_positions.TryGetValue(partition, out var known))
                {
                    _positions[partition] = known with { Durable = offset };
                }
            }
        }

        return null;
    }

    private static bool IsShutOut(ErrorCode code) => code is
        ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId
        or ErrorCode.Local_AssignmentLost or ErrorCode.Local_Fenced;

    private readonly record struct Position(long Stored, long Durable);
}
