using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Streams;

/// <summary>
/// Reads those partitions of a topic that somebody needs, and no other. A partition is opened a while before its end when the
/// first needs it, and closed a while after the last has gone, so that a reload of a page does not open it anew. Errors of the
/// log are tried again; whoever needs a partition need not know. Thread-safe.
/// </summary>
public sealed partial class TopicFeed : IAsyncDisposable
{
    private readonly ILog _log;
    private readonly IFeedSink _sink;
    private readonly StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TopicFeed> _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<FeedNeed> _needs = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FeedSlot[] _slots = [];
    private long _run;
    private bool _disposed;

    /// <summary>Makes the feed; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="options">What is read, and how.</param>
    /// <param name="sink">Takes the records.</param>
    /// <param name="metrics">Counts them.</param>
    /// <param name="time">Paces everything.</param>
    /// <param name="logger">Told what goes wrong.</param>
    public TopicFeed(
        ILog log,
        TopicFeedOptions options,
        IFeedSink sink,
        StreamMetrics metrics,
        TimeProvider time,
        ILogger<TopicFeed> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_log, Options, _sink, _metrics, _time, _logger) = (log, options, sink, metrics, time, logger);
    }

    /// <summary>What is read, and how.</summary>
    public TopicFeedOptions Options { get; }

    /// <summary>How many partitions the topic has; 0 before the start.</summary>
    public int Partitions => _slots.Length;

    /// <summary>How many of them are read.</summary>
    public int OpenPartitions
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count(slot => slot.Reading is not null);
            }
        }
    }

    /// <summary>Learns how the topic is laid out, and opens what is needed already.</summary>
    /// <exception cref="LogException">There is no such topic, or the log does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var partitions = (await _log.DescribeTopicAsync(Options.Topic, cancellationToken))?.Partitions.Count
            ?? throw new LogException(LogError.UnknownTopic, $"There is no topic {Options.Topic}.");
        (_run, var isNew) = await StreamEpochs.FindAsync(_log, Options.Topic, partitions, _time, cancellationToken);
        if (isNew)
        {
            LogEpochClaimed(_run, Options.Topic, partitions);
        }

        lock (_gate)
        {
            _slots = [.. Enumerable.Range(0, partitions).Select(_ => new FeedSlot())];
            foreach (var need in _needs)
            {
                Open(need);
            }
        }

        _started.TrySetResult();
    }

    /// <summary>Has a partition read until what is returned is disposed. Returns at once.</summary>
    public FeedNeed Need(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            partition, _started.Task.IsCompleted ? Partitions : StreamEpochs.MaxPartitions);
        return Add(new FeedNeed(this, partition));
    }

    /// <summary>Has all partitions read until what is returned is disposed. Returns at once.</summary>
    public FeedNeed NeedAll() => Add(new FeedNeed(this, null));

    /// <summary>
    /// The place of a record as a place in a channel. The epoch is of the partition and of the topic's run, so it is the same
    /// at every gateway and after every restart, and another where the topic was laid out anew.
    /// </summary>
    public ChannelPosition PositionOf(LogPosition position) =>
        new((_run * StreamEpochs.MaxPartitions) + position.Partition, position.Offset);

    /// <summary>The record that a place in a channel is of; null where it is of another run.</summary>
    public LogPosition? Find(ChannelPosition? position) =>
        position is { } known && known.Epoch - (_run * StreamEpochs.MaxPartitions) is >= 0 and var partition
        && partition < Partitions
            ? new LogPosition((int)partition, known.Offset)
            : null;

    /// <summary>
    /// The first offset of the partition that was read since it was opened, and the next that will be; null where it is not
    /// open, or has not been read up to what was its end when it was.
    /// </summary>
    public OffsetRange? RangeOf(int partition)
    {
        lock (_gate)
        {
            return _slots[partition].Reading is { IsCaughtUp: true } reading ? new OffsetRange(reading.From, reading.Next) : null;
        }
    }

    /// <summary>Closes all partitions.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ended;
        lock (_gate)
        {
            _disposed = true;
            ended = [.. _slots.Select(CloseAsync)];
        }

        await Task.WhenAll(ended);
    }

    internal bool IsReady(int? partition)
    {
        lock (_gate)
        {
            return _slots.Length > 0
                && (partition is { } one ? IsCaughtUp(_slots[one]) : _slots.All(IsCaughtUp));
        }
    }

    internal async Task ReadyAsync(int? partition, LogPosition? position)
    {
        using var patience = new CancellationTokenSource(Options.OpenPatience, _time);
        try
        {
            await _started.Task.WaitAsync(patience.Token);
            for (var number = partition ?? 0; number <= (partition ?? Partitions - 1); number++)
            {
                await ReachAsync(number, position?.Partition == number ? position.Value.Offset : -1).WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Then it is said that there is a gap, and values come when they come.
        }
    }

    internal void Release(FeedNeed need)
    {
        lock (_gate)
        {
            if (!_needs.Remove(need) || _disposed)
            {
                return;
            }

            foreach (var slot in SlotsOf(need))
            {
                if (--slot.Needs == 0)
                {
                    slot.Linger = _time.CreateTimer(_ => CloseUnneeded(slot), null, Options.Linger, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private static bool IsCaughtUp(FeedSlot slot) => slot.Reading is { IsCaughtUp: true };

    private Task ReachAsync(int partition, long offset)
    {
        lock (_gate)
        {
            return _slots[partition].Reading?.ReachAsync(offset) ?? Task.CompletedTask;
        }
    }

    private FeedNeed Add(FeedNeed need)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _needs.Add(need);
                Open(need);
            }
        }

        return need;
    }

    // Before the start there are no slots: it opens what is needed by then.
    private FeedSlot[] SlotsOf(FeedNeed need) =>
        need.Partition is not { } one ? _slots : one < _slots.Length ? [_slots[one]] : [];

    private void Open(FeedNeed need)
    {
        foreach (var slot in SlotsOf(need))
        {
            slot.Needs++;
            slot.Linger?.Dispose();
            slot.Linger = null;
            slot.Reading ??= new PartitionReading(
                _log, Options, Array.IndexOf(_slots, slot), _sink, _metrics, _time, _logger, slot.Closed);
        }
    }

    private void CloseUnneeded(FeedSlot slot)
    {
        lock (_gate)
        {
            if (slot.Needs == 0)
            {
                _ = CloseAsync(slot);
            }
        }
    }

    private static Task CloseAsync(FeedSlot slot)
    {
        slot.Linger?.Dispose();
        slot.Linger = null;
        if (slot.Reading is { } reading)
        {
            slot.Reading = null;
            slot.Closed = reading.DisposeAsync().AsTask();
        }

        return slot.Closed;
    }

    [LoggerMessage(EventIds.FeedEpochClaimed, LogLevel.Information,
        "The streams of {Topic} with {Partitions} partitions begin with run {Run}")]
    private partial void LogEpochClaimed(long run, string topic, int partitions);

    /// <summary>A partition, and who needs it. Guarded by the gate.</summary>
    private sealed class FeedSlot
    {
        public int Needs { get; set; }

        public PartitionReading? Reading { get; set; }

        public ITimer? Linger { get; set; }

        /// <summary>Completes when the reading before has ended: the next begins only then.</summary>
        public Task Closed { get; set; } = Task.CompletedTask;
    }
}
