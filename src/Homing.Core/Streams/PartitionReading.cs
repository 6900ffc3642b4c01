using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Streams;

/// <summary>One partition that is read for a <see cref="TopicFeed"/>, from a while before its end on. Thread-safe.</summary>
internal sealed partial class PartitionReading : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly TopicFeedOptions _options;
    private readonly int _partition;
    private readonly IFeedSink _sink;
    private readonly StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<(long Offset, TaskCompletionSource Reached)> _waiters = [];
    private readonly Task _reading;
    private long _from;
    private long _next;
    private bool _caughtUp;

    /// <summary>Begins to read once <paramref name="before"/> has ended.</summary>
    public PartitionReading(
        ILog log,
        TopicFeedOptions options,
        int partition,
        IFeedSink sink,
        StreamMetrics metrics,
        TimeProvider time,
        ILogger logger,
        Task before)
    {
        (_log, _options, _partition, _sink) = (log, options, partition, sink);
        (_metrics, _time, _logger) = (metrics, time, logger);
        _reading = RunAsync(before);
    }

    /// <summary>True once everything was taken that was there when the partition was opened.</summary>
    public bool IsCaughtUp
    {
        get
        {
            lock (_gate)
            {
                return _caughtUp;
            }
        }
    }

    /// <summary>The first offset that was read; everything from it on was.</summary>
    public long From
    {
        get
        {
            lock (_gate)
            {
                return _from;
            }
        }
    }

    /// <summary>The next offset to be read; everything before it was taken.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
            {
                return _next;
            }
        }
    }

    /// <summary>Completes once it is caught up and the record at that offset was taken.</summary>
    public Task ReachAsync(long offset)
    {
        lock (_gate)
        {
            if (_caughtUp && _next > offset)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((offset, reached));
            return reached.Task;
        }
    }

    /// <summary>Reads no more, and lets the sink forget.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _ending.Dispose();
    }

    private async Task RunAsync(Task before)
    {
        await before;

        // Whoever opens it must not do the reading.
        await Task.Yield();
        _metrics.Opened(_options.Topic);
        try
        {
            var (reader, end) = await OpenPatientlyAsync();
            await using (reader)
            {
                LogOpened(_options.Topic, _partition, end);
                await ReadAsync(reader, end);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Nobody needs it any more.
        }
        catch (LogException exception)
        {
            // The log was closed, or refuses for good.
            LogReadFailed(exception, _options.Topic, _partition);
        }
        finally
        {
            _sink.Forget(_partition);
            _metrics.Closed(_options.Topic);
            LogClosed(_options.Topic, _partition);
        }
    }

    private async Task ReadAsync(ILogReader reader, long end)
    {
        while (await reader.ReadPatientlyAsync(
            _time, exception => LogReadFailed(exception, _options.Topic, _partition), _ending.Token) is { } batch)
        {
            if (!IsCaughtUp)
            {
                NoteStart(batch.Records.Span[0].Offset);
            }

            for (var index = 0; index < batch.Records.Length; index++)
            {
                await TakePatientlyAsync(batch.Records.Span[index]);
            }

            _metrics.Read(_options.Topic, batch.Records.Length);
            Moved(batch.Records.Span[^1].Offset + 1, end);
        }
    }

    private async Task<(ILogReader Reader, long End)> OpenPatientlyAsync()
    {
        while (true)
        {
            try
            {
                return await OpenAsync();
            }
            catch (HomingException exception) when (exception.IsTransient)
            {
                LogReadFailed(exception, _options.Topic, _partition);
                await Task.Delay(RetryPause, _time, _ending.Token);
            }
        }
    }

    private async Task<(ILogReader Reader, long End)> OpenAsync()
    {
        var (start, end) = (await _log.DescribeTopicAsync(_options.Topic, _ending.Token))?.Partitions[_partition]
            ?? throw new LogException(LogError.UnknownTopic, $"There is no topic {_options.Topic}.");
        var since = _time.GetUtcNow() - _options.LookBack;
        if (end == start || !await IsNewerAsync(end - 1, since))
        {
            // Nothing of the time that counts. A reader of the time would wait, and nobody would know that it is at the end.
            NoteStart(end);
            Moved(end, end);
            return (_log.OpenReader(_options.Topic, StartAt.At(end), [_partition]), end);
        }

        var first = Math.Max(start, end - _options.LookBackRecords);
        return first > start && await IsNewerAsync(first, since)
            ? (_log.OpenReader(_options.Topic, StartAt.At(first), [_partition]), end)
            : (_log.OpenReader(_options.Topic, StartAt.From(since), [_partition]), end);
    }

    // False where the record is not there: compaction leaves holes.
    private async Task<bool> IsNewerAsync(long offset, DateTimeOffset time)
    {
        using var patience = new CancellationTokenSource(_options.OpenPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, patience.Token);
        try
        {
            return await _log.ReadAtAsync<DateTimeOffset?>(
                _options.Topic, new LogPosition(_partition, offset), record => record.Timestamp, either.Token) >= time;
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
        {
            return false;
        }
    }

    // What cannot be taken must not keep what comes after it from anybody.
    private async ValueTask TakePatientlyAsync(LogRecord record)
    {
        while (true)
        {
            try
            {
                await _sink.TakeAsync(_partition, record, _ending.Token);
                return;
            }
            catch (HomingException exception) when (exception.IsTransient)
            {
                LogReadFailed(exception, _options.Topic, _partition);
                await Task.Delay(RetryPause, _time, _ending.Token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTakeFailed(exception, _options.Topic, _partition, record.Offset);
                return;
            }
        }
    }

    private void NoteStart(long offset)
    {
        lock (_gate)
        {
            if (_next == 0)
            {
                (_from, _next) = (offset, offset);
            }
        }
    }

    private void Moved(long next, long end)
    {
        lock (_gate)
        {
            _next = next;
            _caughtUp |= next >= end;
            if (_caughtUp && _waiters.Count > 0)
            {
                _waiters.RemoveAll(waiter => next > waiter.Offset && waiter.Reached.TrySetResult());
            }
        }
    }

    [LoggerMessage(EventIds.FeedOpened, LogLevel.Debug, "Reading {Topic}/{Partition}, which ends at {End}, for who watches")]
    private partial void LogOpened(string topic, int partition, long end);

    [LoggerMessage(EventIds.FeedClosed, LogLevel.Debug, "{Topic}/{Partition} is read no more: nobody watches")]
    private partial void LogClosed(string topic, int partition);

    [LoggerMessage(EventIds.FeedReadFailed, LogLevel.Warning, "Reading {Topic}/{Partition} for who watches failed; trying again")]
    private partial void LogReadFailed(Exception exception, string topic, int partition);

    [LoggerMessage(EventIds.FeedTakeFailed, LogLevel.Error, "{Topic}/{Partition}@{Offset} could not be taken, and is passed over")]
    private partial void LogTakeFailed(Exception exception, string topic, int partition, long offset);
}
