using System.Runtime.InteropServices;
using Confluent.Kafka;
using Homing.Log.Kafka.Clients;
using Homing.Log.Kafka.Topics;

namespace Homing.Log.Kafka.Appending;

/// <summary>Appends through an idempotent producer; one that fails for good is replaced. Thread-safe.</summary>
internal sealed class Appender : IAsyncDisposable
{
    // Beyond the time-out of an append, by when the producer has reported all of them.
    private static readonly TimeSpan ReportSlack = TimeSpan.FromSeconds(5);

    private readonly KafkaClients _clients;
    private readonly TopicCatalog _topics;
    private readonly AppendGate _gate;
    private readonly Lock _renewing = new();
    private readonly Action<PendingAppend, DeliveryReport<byte[]?, byte[]?>> _reported;
    private IProducer<byte[]?, byte[]?> _producer;
    private Task _retired = Task.CompletedTask;

    public Appender(KafkaClients clients, TopicCatalog topics)
    {
        (_clients, _topics) = (clients, topics);
        _gate = new AppendGate(clients.Options.MaxPendingBytes);
        _reported = OnReport;
        _producer = NewProducer();
    }

    /// <summary>Bytes that wait for the brokers.</summary>
    public long Pending => _gate.Pending;

    /// <summary>Appends to a topic that is there.</summary>
    public ValueTask<LogPosition> AppendAsync(string topic, in LogEntry entry, CancellationToken cancellationToken)
    {
        var bytes = RecordSize.Of(entry);
        if (bytes > _clients.Options.MaxRecordBytes)
        {
            _clients.Metrics.Refused();
            throw new LogException(
                LogError.RecordTooLarge,
                $"A record of {bytes} bytes does not go into topic {topic}: the limit {KafkaLogOptions.SectionName}:MaxRecordBytes is " +
                $"{_clients.Options.MaxRecordBytes}.");
        }

        return _gate.TryEnter((int)bytes)
            ? ProduceAsync(topic, entry, (int)bytes)
            : WaitAndProduceAsync(topic, entry, (int)bytes, cancellationToken);
    }

    /// <summary>Takes no more, and waits until what was taken is reported.</summary>
    public async ValueTask DisposeAsync()
    {
        _gate.Close();
        IProducer<byte[]?, byte[]?> producer;
        Task retired;
        lock (_renewing)
        {
            (producer, retired) = (_producer, _retired);
        }

        await Task.WhenAll(retired, RetireAsync(producer));
    }

    private IProducer<byte[]?, byte[]?> NewProducer()
    {
        IProducer<byte[]?, byte[]?>? made = null;
        return made = _clients.NewProducer(error => _ = Task.Run(() => Renew(made!, error)));
    }

    private async ValueTask<LogPosition> WaitAndProduceAsync(
        string topic, LogEntry entry, int bytes, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(bytes, cancellationToken);
        return await ProduceAsync(topic, entry, bytes);
    }

    private ValueTask<LogPosition> ProduceAsync(string topic, in LogEntry entry, int bytes)
    {
        // The native client copies the bytes before Produce returns.
        var message = new Message<byte[]?, byte[]?>
        {
            Key = entry.Key.IsEmpty ? null : Bytes(entry.Key),
            Value = entry.Value is { } value ? Bytes(value) : null,
            Headers = Headers(entry.Headers),
        };
        var append = PendingAppend.Rent(topic, bytes, _reported);
        var task = append.Task;
        if (Hand(topic, message, append) is { } error)
        {
            Finish(append, error, null);
        }

        return task;
    }

    // Answers why the producer did not take it; null where it did.
    private Error? Hand(string topic, Message<byte[]?, byte[]?> message, PendingAppend append)
    {
        while (true)
        {
            var producer = Volatile.Read(ref _producer);
            try
            {
                producer.Produce(topic, message, append.OnReport);
                return null;
            }
            catch (KafkaException exception) when (exception.Error.IsFatal || exception.Error.Code == ErrorCode.Local_Fatal)
            {
                // It took nothing, so the next one may have it.
                Renew(producer, exception.Error);
            }
            catch (KafkaException exception)
            {
                return exception.Error;
            }
            catch (ObjectDisposedException) when (Volatile.Read(ref _producer) != producer)
            {
                // Replaced between the two looks.
            }
            catch (ObjectDisposedException)
            {
                return new Error(ErrorCode.Local_Destroy);
            }
        }
    }

    private void OnReport(PendingAppend append, DeliveryReport<byte[]?, byte[]?> report) =>
        Finish(append, report.Error, report.TopicPartitionOffset);

    private void Finish(PendingAppend append, Error error, TopicPartitionOffset? position)
    {
        var (topic, bytes) = (append.Topic, append.Bytes);
        if (error.IsError)
        {
            if (KafkaErrors.IsUnknownTopic(error))
            {
                _topics.Forget();
            }

            _clients.Metrics.Refused();
            append.Fail(_clients.Describe(error, $"Appending to topic {topic}"));
        }
        else if (position!.Offset.Value < 0)
        {
            // No broker has said that it has the record: the producer infers it from a later one that was taken, since
            // brokers take them in order (KIP-98). Whoever appends needs to know where it is, so it counts as not known.
            _clients.Metrics.Refused();
            append.Fail(new LogException(
                LogError.Unavailable, $"Kafka did not say where it put a record of topic {topic}, nor whether it has it."));
        }
        else
        {
            _clients.Metrics.Appended(bytes, append.Elapsed);
            _clients.Answered();
            append.Succeed(new LogPosition(position.Partition.Value, position.Offset.Value));
        }

        _gate.Leave(bytes);
    }

    private void Renew(IProducer<byte[]?, byte[]?> failed, Error error)
    {
        lock (_renewing)
        {
            if (_producer == failed)
            {
                Volatile.Write(ref _producer, NewProducer());
                _retired = Task.WhenAll(_retired, RetireAsync(failed));
                _clients.Logger.ProducerRenewed(error.Reason);
            }
        }
    }

    // Each append is reported at the latest when its time is out; only then is the producer gone.
    private async Task RetireAsync(IProducer<byte[]?, byte[]?> producer)
    {
        var left = await Task.Run(() => producer.Flush(_clients.Options.AppendTimeout + ReportSlack));
        if (left > 0)
        {
            _clients.Logger.AppendsNotReported(left);
        }

        producer.Dispose();
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array!.Length == segment.Count
            ? segment.Array
            : memory.ToArray();

    private static Headers? Headers(LogHeaders headers)
    {
        if (headers.Items.Count == 0)
        {
            return null;
        }

        var all = new Headers();
        foreach (var (name, value) in headers.Items)
        {
            all.Add(name, Bytes(value));
        }

        return all;
    }
}
