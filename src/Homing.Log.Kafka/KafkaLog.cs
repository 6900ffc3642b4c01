using System.Collections.Concurrent;
using Confluent.Kafka;
using Homing.Log.Kafka.Appending;
using Homing.Log.Kafka.Clients;
using Homing.Log.Kafka.Reading;
using Homing.Log.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Kafka;

/// <summary>The log on Kafka. Any number of processes share it.</summary>
public sealed class KafkaLog : ILog
{
    private readonly KafkaClients _clients;
    private readonly TimeProvider _time;
    private readonly TopicCatalog _topics;
    private readonly TopicMaker _maker;
    private readonly OffsetDirectory _offsets;
    private readonly Appender _appender;
    private readonly ConsumerPool _pool;
    private readonly Generations _generations = new();
    private readonly ReaderRegistry _readers = new();
    private readonly ConcurrentDictionary<GroupReader, bool> _members = new();
    private int _closed;

    internal KafkaLog(KafkaLogOptions options, TimeProvider time, ILogger logger, KafkaLogMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _clients = new KafkaClients(options, logger, metrics);
        _topics = new TopicCatalog(_clients);
        _maker = new TopicMaker(_clients, _topics, time);
        _offsets = new OffsetDirectory(_clients);
        _appender = new Appender(_clients, _topics);
        _pool = new ConsumerPool(_clients);
        metrics.Watch(() => _appender.Pending, () => _members.Keys.SelectMany(member => member.Lag()));
    }

    // Readers without a group commit nothing; the native client wants a name all the same.
    private string PlainGroup => _clients.Options.ClientId + ".readers";

    /// <summary>Connects, and answers the log once a broker has answered.</summary>
    /// <exception cref="LogException">None answered in time, or they refuse this client.</exception>
    public static async ValueTask<KafkaLog> OpenAsync(KafkaLogOptions options, TimeProvider timeProvider, ILogger logger)
    {
        var log = new KafkaLog(options, timeProvider, logger, new KafkaLogMetrics());
        try
        {
            await log.ConnectAsync();
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ThrowIfClosed();
        return _maker.EnsureAsync(topic, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TopicDescription>> ListTopicsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        var names = (await _topics.ListAsync(cancellationToken)).Keys.Order(StringComparer.Ordinal);
        var topics = await Task.WhenAll(names.Select(name => DescribeTopicAsync(name, cancellationToken).AsTask()));
        return [.. topics.OfType<TopicDescription>()];
    }

    /// <inheritdoc/>
    public async ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return await _topics.FindAsync(topic, cancellationToken) is > 0 and var partitions
            ? new TopicDescription(topic, await _offsets.GetRangesAsync(topic, partitions, cancellationToken))
            : null;
    }

    /// <inheritdoc/>
    public ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<LogPosition>(cancellationToken);
        }

        try
        {
            ThrowIfClosed();
            return _topics.Knows(topic)
                ? _appender.AppendAsync(topic, entry, cancellationToken)
                : FindAndAppendAsync(topic, entry, cancellationToken);
        }
        catch (LogException exception)
        {
            return ValueTask.FromException<LogPosition>(exception);
        }
    }

    /// <inheritdoc/>
    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null)
    {
        ThrowIfClosed();
        var wanted = partitions?.Distinct().ToArray();
        return new PlainReader(Read(topic, PlainGroup, Resolution(topic, start, wanted)));
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ThrowIfClosed();
        var member = new GroupReader(
            _clients, _topics, _generations, _readers, _time, (topic, group, fallback), reader => _members.TryRemove(reader, out _));
        _members[member] = true;
        return member;
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ThrowIfClosed();
        var resolve = Resolution(topic, fallback, [partition]);
        var reading = Read(topic, group, async () =>
            await _offsets.GetStoredAsync(new TopicPartition(topic, partition), group, CancellationToken.None) is { } stored
                ? [new TopicPartitionOffset(topic, partition, stored)]
                : await resolve());
        return new PartitionReader(_clients, _time, reading, topic, group, partition);
    }

    /// <inheritdoc/>
    public async ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        await _topics.GetAsync(topic, cancellationToken);
        return await _offsets.GetStoredAsync(new TopicPartition(topic, partition), group, cancellationToken);
    }

    /// <summary>Takes no more records, waits for the brokers to answer what was taken, and leaves all groups.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _readers.Close();
        await Task.WhenAll(_members.Keys.Select(member => member.DisposeAsync().AsTask())
            .Append(_pool.DisposeAsync().AsTask()).Append(_appender.DisposeAsync().AsTask()));
        _clients.Dispose();
        _clients.Logger.Closed(_clients.Options.BootstrapServers);
    }

    /// <summary>Waits for the first answer of a broker.</summary>
    /// <exception cref="LogException">None came in time, or they refuse this client.</exception>
    internal Task ConnectAsync() => _clients.ConnectAsync();

    private async ValueTask<LogPosition> FindAndAppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken)
    {
        await _topics.GetAsync(topic, cancellationToken);
        ThrowIfClosed();
        return await _appender.AppendAsync(topic, entry, cancellationToken);
    }

    private AssignedReading Read(string topic, string group, Func<Task<TopicPartitionOffset[]>> resolve) =>
        new(_readers, _pool, topic, group, resolve);

    // The end is where it is at this moment: only the brokers know, so the caller waits for their answer. All else is found
    // when reading begins.
    private Func<Task<TopicPartitionOffset[]>> Resolution(string topic, StartAt start, int[]? wanted)
    {
        if (start.Kind != StartKind.End)
        {
            return () => ResolveAsync(topic, start, wanted);
        }

#pragma warning disable VSTHRD002 // The interface is synchronous; see above.
        var ends = Task.Run(() => ResolveAsync(topic, start, wanted)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        return () => Task.FromResult(ends);
    }

    private async Task<TopicPartitionOffset[]> ResolveAsync(string topic, StartAt start, int[]? wanted)
    {
        var count = await _topics.GetAsync(topic, CancellationToken.None);
        var partitions = (wanted ?? [.. Enumerable.Range(0, count)]).Select(partition => partition >= 0 && partition < count
            ? new TopicPartition(topic, partition)
            : throw new LogException(LogError.UnknownTopic, $"Topic {topic} has no partition {partition}, it has {count}.")).ToArray();
        return start.Kind switch
        {
            StartKind.End => await _offsets.GetEndsAsync(partitions),
            StartKind.Time when start.Time > DateTimeOffset.UnixEpoch => await _offsets.GetByTimeAsync(partitions, start.Time),
            StartKind.Offset => [.. partitions.Select(partition => new TopicPartitionOffset(partition, Math.Max(0, start.Offset)))],
            _ => [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))],
        };
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            throw KafkaErrors.Closed();
        }
    }
}
