using System.Collections.Concurrent;
using Homing.Log;

namespace Homing.Testing;

/// <summary>
/// A log in memory, for tests of what stands on a log. It keeps the contract but for durability and retention: it lives
/// as long as the object, keeps everything until <see cref="Compact"/>, and never pushes back. Readers wait without polling.
/// </summary>
public sealed class InMemoryLog : ILog
{
    private const int MaxRecordBytes = (1 << 20) + (64 << 10);

    private readonly ConcurrentDictionary<string, InMemoryTopic> _topics = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private TaskCompletionSource _changed = NewSignal();
    private bool _closed;

    /// <summary>Makes an empty log; the clock stamps its records.</summary>
    public InMemoryLog(TimeProvider? clock = null) => _clock = clock ?? TimeProvider.System;

    /// <summary>Asked before each append with the name of the topic: an exception it answers is what the append throws.</summary>
    public Func<string, Exception?>? FailAppend { get; set; }

    /// <summary>Makes questions about a topic fail: asked with its name, answers the exception, or null to let it be.</summary>
    public Func<string, Exception?>? FailDescribe { get; set; }

    /// <summary>Awaited before each append: an append that hangs or is slow.</summary>
    public Func<string, Task>? BeforeAppend { get; set; }

    internal Lock Gate => _gate;

    /// <inheritdoc/>
    public ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfClosed();
            if (!IsValid(topic))
            {
                throw new LogException(
                    LogError.InvalidTopic, $"Topic '{topic.Name}' with {topic.Partitions} partitions is not valid.");
            }

            var known = _topics.GetOrAdd(topic.Name, _ => new InMemoryTopic(topic.Name, topic.Partitions));
            if (known.Partitions.Count != topic.Partitions)
            {
                throw new LogException(
                    LogError.InvalidTopic,
                    $"Topic {topic.Name} has {known.Partitions.Count} partitions, not {topic.Partitions}.");
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            return ValueTask.FromResult<IReadOnlyList<string>>([.. _topics.Keys.Order(StringComparer.Ordinal)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default)
    {
        if (FailDescribe?.Invoke(topic) is { } failure)
        {
            return ValueTask.FromException<TopicDescription?>(failure);
        }

        lock (_gate)
        {
            ThrowIfClosed();
            return ValueTask.FromResult(_topics.GetValueOrDefault(topic)?.Describe());
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (BeforeAppend is { } before)
        {
            await before(topic).WaitAsync(cancellationToken);
        }

        if (FailAppend?.Invoke(topic) is { } failure)
        {
            throw failure;
        }

        if (entry.Key.Length + (entry.Value?.Length ?? 0) > MaxRecordBytes)
        {
            throw new LogException(LogError.RecordTooLarge, $"A record may have {MaxRecordBytes} bytes.");
        }

        TaskCompletionSource changed;
        LogPosition position;
        lock (_gate)
        {
            position = Topic(topic).Append(entry, _clock.GetUtcNow());
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
        return position;
    }

    /// <inheritdoc/>
    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null)
    {
        lock (_gate)
        {
            var found = Topic(topic);
            return new InMemoryReader(
                this, [.. found.Partitions.Where(p => partitions is null || partitions.Contains(p.Number))], start);
        }
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback)
    {
        lock (_gate)
        {
            var reader = new InMemoryGroupReader(this, Topic(topic).Group(group), fallback);
            reader.Join();
            Wake();
            return reader;
        }
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback)
    {
        lock (_gate)
        {
            return new InMemoryPartitionReader(this, Topic(topic).Group(group).Shares[partition], fallback);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(Topic(topic).Group(group).Shares[partition].Stored);
        }
    }

    /// <summary>Removes what a newer record of the same key replaces, tombstones too; records without a key stay.</summary>
    public void Compact(string topic)
    {
        lock (_gate)
        {
            Topic(topic).Compact();
        }
    }

    /// <summary>
    /// Takes its partitions from each reader of a group and gives them back, as a group does whose members come and go:
    /// they read on from the stored position, under a new generation.
    /// </summary>
    public void Rebalance(string topic, string group)
    {
        lock (_gate)
        {
            Topic(topic).Group(group).Rebalance();
            Wake();
        }
    }

    /// <summary>Closes the log: whoever waits in it, or comes later, gets <see cref="LogError.Closed"/>.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Wake();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Answers what <paramref name="take"/> finds, asking again after each change. It is asked under the gate.</summary>
    internal async ValueTask<LogBatch> WaitForAsync(Func<LogBatch?> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_gate)
            {
                ThrowIfClosed();
                if (take() is { } batch)
                {
                    return batch;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets all who wait look again. Under the gate.</summary>
    internal void Wake()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsValid(TopicOptions topic) =>
        topic.Partitions is >= 1 and <= 1024
        && topic.Name.Length is >= 1 and <= 200
        && topic.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private InMemoryTopic Topic(string name)
    {
        ThrowIfClosed();
        return _topics.GetValueOrDefault(name)
            ?? throw new LogException(LogError.UnknownTopic, $"There is no topic {name}.");
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new LogException(LogError.Closed, "The log was closed.");
        }
    }
}
