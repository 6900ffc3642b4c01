using Confluent.Kafka;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>
/// A native consumer and the thread that polls it, for one reader at a time. The thread polls even where the reader takes
/// nothing, so that a slow reader is not taken for a dead one.
/// </summary>
internal sealed class ConsumerLoop : IAsyncDisposable
{
    private const int MaxBatchRecords = 1000;
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(50);

    private readonly KafkaClients _clients;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _work = new(0);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LogRecord> _records = [];
    private readonly Queue<Fetched> _ahead = new();
    private FetchSession? _session;
    private volatile bool _stopping;
    private volatile bool _broken;

    public ConsumerLoop(KafkaClients clients, ConsumerBuilder<byte[]?, byte[]?> builder, string name)
    {
        _clients = clients;
        _consumer = builder.Build();
        _thread = new Thread(Run) { IsBackground = true, Name = "kafka " + name };
        _thread.Start();
    }

    public IConsumer<byte[]?, byte[]?> Consumer => _consumer;

    /// <summary>Whether librdkafka says that this consumer will read no more.</summary>
    public bool IsBroken => _broken;

    /// <summary>Begins to fetch for a reader; the one before has ended.</summary>
    public void Begin(FetchSession session)
    {
        Volatile.Write(ref _session, session);
        _work.Release();
    }

    /// <summary>Leaves the group, where it is in one, and lets go of everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping)
        {
            _stopping = true;
            _work.Release();
        }

        await _stopped.Task;
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _work.Wait();
                if (_stopping)
                {
                    return;
                }

                Fetch(_session!);
            }
        }
        finally
        {
            Close();
            _stopped.SetResult();
        }
    }

    private void Fetch(FetchSession session)
    {
        try
        {
            session.Attach(_consumer);
            while (!_stopping && !session.Queue.IsEnded && !_broken)
            {
                Poll(session);
            }
        }
        catch (KafkaException exception)
        {
            _broken = true;
            session.Queue.Fail(_clients.Describe(exception.Error, $"Reading topic {session.Topic}", exception));
        }
        finally
        {
            _ahead.Clear();
            Detach(session);
        }
    }

    private void Poll(FetchSession session)
    {
        try
        {
            if (Next(session, PollTimeout) is { } first)
            {
                _clients.Answered();
                Gather(session, first);
            }
        }
        catch (ConsumeException exception)
        {
            Failed(session, exception.Error);
        }
    }

    // What was fetched under one generation and what was fetched under another never share a batch: between them the
    // partition was somebody else's, and reading began anew.
    private Fetched? Next(FetchSession session, TimeSpan timeout)
    {
        if (_ahead.TryDequeue(out var ahead))
        {
            return ahead;
        }

        return _consumer.Consume(timeout) is { } result && session.GenerationOf(result.Partition.Value) is { } generation
            ? new Fetched(result, generation)
            : null;
    }

    private void Gather(FetchSession session, Fetched first)
    {
        var (partition, generation) = (first.Result.Partition.Value, first.Generation);
        var bytes = 0L;
        try
        {
            Fetched? next = first;
            do
            {
                if (next.Value.Result.Partition.Value != partition || next.Value.Generation != generation)
                {
                    _ahead.Enqueue(next.Value);
                    break;
                }

                var record = ToRecord(next.Value.Result);
                _records.Add(record);
                bytes += record.Key.Length + (record.Value?.Length ?? 0);
            }
            while (_records.Count < MaxBatchRecords && bytes < _clients.Options.ReadBatchBytes
                && (next = Next(session, TimeSpan.Zero)) is not null);
        }
        finally
        {
            // What was fetched before an error is not fetched again.
            _clients.Metrics.Read(_records.Count);
            Hand(session, new FetchedBatch(partition, generation, [.. _records]));
            _records.Clear();
        }
    }

    // Where the reader is slow, nothing more is fetched, but the group still hears of this member.
    private void Hand(FetchSession session, FetchedBatch batch)
    {
        if (session.Queue.Add(batch, PollTimeout * 10))
        {
            return;
        }

        while (!_stopping && !session.Queue.Add(batch, TimeSpan.Zero))
        {
            _consumer.Pause(_consumer.Assignment);
            if (_consumer.Consume(PollTimeout) is { } late && session.GenerationOf(late.Partition.Value) is { } generation)
            {
                // Given to this member just now, and not paused yet.
                _ahead.Enqueue(new Fetched(late, generation));
            }
        }

        _consumer.Resume(_consumer.Assignment);
    }

    private void Failed(FetchSession session, Error error)
    {
        if (error.IsFatal)
        {
            _clients.Logger.ConsumerRenewed(session.Topic, error.Reason);
            _broken = true;
            session.Queue.Fail(_clients.Describe(error, $"Reading topic {session.Topic}"));
        }
        else if (KafkaErrors.IsRefusal(error) || KafkaErrors.IsUnknownTopic(error))
        {
            session.Queue.Fail(_clients.Describe(error, $"Reading topic {session.Topic}"));
        }
        else
        {
            _clients.Report(error);
        }
    }

    private void Detach(FetchSession session)
    {
        try
        {
            session.Detach(_consumer);
        }
        catch (KafkaException exception)
        {
            _broken = true;
            _clients.Logger.ReadFailed(session.Topic, exception.Error.Reason);
        }

        session.Detached.TrySetResult();
    }

    private void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException exception)
        {
            _clients.Report(exception.Error);
        }

        _consumer.Dispose();
    }

    private static LogRecord ToRecord(ConsumeResult<byte[]?, byte[]?> result) => new()
    {
        Offset = result.Offset.Value,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(result.Message.Timestamp.UnixTimestampMs),
        Key = result.Message.Key,
        Value = result.Message.Value is { } value ? value : default(ReadOnlyMemory<byte>?),
        Headers = result.Message.Headers is { Count: > 0 } headers
            ? new LogHeaders([.. headers.Select(header =>
                new KeyValuePair<string, ReadOnlyMemory<byte>>(header.Key, header.GetValueBytes()))])
            : default,
    };

    private readonly record struct Fetched(ConsumeResult<byte[]?, byte[]?> Result, int Generation);
}
