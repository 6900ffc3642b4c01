using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>
/// Finds single records for many at once: those who ask meanwhile wait for the next round, and a round reads each
/// partition forward through the offsets that are asked for, with one consumer. Thread-safe.
/// </summary>
internal sealed class RecordFinder
{
    // Reading on is quicker than starting anew as long as the next one is nearer than this.
    private const int MaxGap = 2000;

    private readonly KafkaClients _clients;
    private readonly TimeProvider _time;
    private readonly Func<string, int, long, ILogReader> _open;
    private readonly Coalescer<(string Topic, LogPosition Position), LogRecord?> _rounds;

    /// <summary>Makes it.</summary>
    /// <param name="clients">Has the settings.</param>
    /// <param name="time">Ends a round that waits for what is not there.</param>
    /// <param name="open">Opens a reader of a topic's partition at an offset.</param>
    public RecordFinder(KafkaClients clients, TimeProvider time, Func<string, int, long, ILogReader> open)
    {
        (_clients, _time, _open) = (clients, time, open);
        _rounds = new(FindAsync);
    }

    public async ValueTask<LogRecord?> FindAsync(string topic, LogPosition position, CancellationToken cancellationToken) =>
        await _rounds.AskAsync((topic, position), cancellationToken);

    private async Task<IReadOnlyDictionary<(string, LogPosition), Answer<LogRecord?>>> FindAsync(
        IReadOnlyCollection<(string Topic, LogPosition Position)> wanted)
    {
        var found = new Dictionary<(string, LogPosition), Answer<LogRecord?>>();
        foreach (var partition in wanted.GroupBy(item => (item.Topic, item.Position.Partition)))
        {
            var (topic, number) = partition.Key;
            var offsets = partition.Select(item => item.Position.Offset).Order().ToArray();
            try
            {
                using var patience = new CancellationTokenSource(_clients.Options.RequestTimeout, _time);
                foreach (var record in await ReadAsync(topic, number, offsets, patience.Token))
                {
                    found[(topic, new LogPosition(number, record.Offset))] = new(record);
                }
            }
            catch (Exception exception) when (exception is HomingException or OperationCanceledException)
            {
                var error = exception as HomingException ?? new LogException(
                    LogError.Unavailable, $"Partition {number} of topic {topic} could not be read in time.", exception);
                foreach (var offset in offsets)
                {
                    found.TryAdd((topic, new LogPosition(number, offset)), new(null, error));
                }
            }
        }

        return found;
    }

    private async Task<List<LogRecord>> ReadAsync(string topic, int partition, long[] offsets, CancellationToken cancellationToken)
    {
        var found = new List<LogRecord>(offsets.Length);
        for (var index = 0; index < offsets.Length;)
        {
            await using var reader = _open(topic, partition, offsets[index]);
            long next;
            do
            {
                var batch = await reader.ReadAsync(cancellationToken);
                next = Take(batch.Records.Span, offsets, ref index, found);
            }
            while (index < offsets.Length && offsets[index] - next < MaxGap);
        }

        return found;
    }

    // Answers the offset behind the batch. An offset that is passed over is in a hole.
    private static long Take(ReadOnlySpan<LogRecord> records, long[] offsets, ref int index, List<LogRecord> found)
    {
        foreach (ref readonly var record in records)
        {
            while (index < offsets.Length && offsets[index] < record.Offset)
            {
                index++;
            }

            if (index < offsets.Length && offsets[index] == record.Offset)
            {
                found.Add(record);
                index++;
            }
        }

        return records[^1].Offset + 1;
    }
}
