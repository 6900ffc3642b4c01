namespace Homing.Log;

/// <summary>
/// Reads a whole topic, from its oldest record on and for ever, and can tell when everything that was there at some
/// moment has been taken. Thread-safe.
/// </summary>
public sealed class TopicFollower : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly string _topic;
    private readonly Func<int, LogRecord, CancellationToken, ValueTask> _take;
    private readonly Action<HomingException> _failed;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private long[] _positions = [];
    private bool _disposed;
    private Task _reading = Task.CompletedTask;

    /// <summary>Makes the follower; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="take">
    /// Takes each record, in order within a partition; the record's bytes are valid until it returns. Its token is
    /// cancelled when following stops.
    /// </param>
    /// <param name="failed">Told each transient error of reading or taking; both are tried again.</param>
    /// <param name="time">Paces the tries after an error.</param>
    public TopicFollower(
        ILog log,
        string topic,
        Func<int, LogRecord, CancellationToken, ValueTask> take,
        Action<HomingException> failed,
        TimeProvider time) =>
        (_log, _topic, _take, _failed, _time) = (log, topic, take, failed, time);

    /// <summary>Faulted once following has ended by an error that is not transient.</summary>
    public Task Completion => _reading;

    /// <summary>Starts to read, and completes when everything that is there now has been taken.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _positions = [.. (await DescribeAsync(cancellationToken)).Select(range => range.Start)];
        _reading = FollowAsync();
        await CatchUpAsync(cancellationToken);
    }

    /// <summary>Completes when everything that is in the topic at the time of the call has been taken.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var ends = (await DescribeAsync(cancellationToken)).Select(range => range.End).ToArray();
        await WaitAsync(new Waiter(ends), cancellationToken);
    }

    /// <summary>Completes when the record at that position has been taken.</summary>
    public Task ReachAsync(LogPosition position, CancellationToken cancellationToken)
    {
        var ends = new long[_positions.Length];
        ends[position.Partition] = position.Offset + 1;
        return WaitAsync(new Waiter(ends), cancellationToken);
    }

    /// <summary>Stops following. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async ValueTask<IReadOnlyList<OffsetRange>> DescribeAsync(CancellationToken cancellationToken) =>
        (await _log.DescribeTopicAsync(_topic, cancellationToken))?.Partitions
            ?? throw new LogException(LogError.UnknownTopic, $"There is no topic {_topic}.");

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.IsReached(_positions))
            {
                return;
            }

            _waiters.Add(waiter);
        }

        // A reading that failed will never get there.
        await (await Task.WhenAny(waiter.Reached.Task, _reading).WaitAsync(cancellationToken));
    }

    private async Task FollowAsync()
    {
        await using var reader = _log.OpenReader(_topic, StartAt.Beginning);
        while (await reader.ReadPatientlyAsync(_time, _failed, _stopping.Token) is { } batch)
        {
            for (var index = 0; index < batch.Records.Length; index++)
            {
                await TakePatientlyAsync(batch.Partition, batch.Records.Span[index]);
            }

            Moved(batch.Partition, batch.Records.Span[^1].Offset + 1);
        }
    }

    // Nobody starts the following again: an error that passes must not end it.
    private async ValueTask TakePatientlyAsync(int partition, LogRecord record)
    {
        while (true)
        {
            try
            {
                await _take(partition, record, _stopping.Token);
                return;
            }
            catch (HomingException exception) when (exception.IsTransient)
            {
                _failed(exception);
                await Task.Delay(RetryPause, _time, _stopping.Token);
            }
        }
    }

    private void Moved(int partition, long position)
    {
        lock (_gate)
        {
            _positions[partition] = position;
            _waiters.RemoveAll(waiter => waiter.IsReached(_positions) && waiter.Reached.TrySetResult());
        }
    }

    private sealed record Waiter(long[] Ends)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsReached(long[] positions) => Ends.Zip(positions).All(pair => pair.Second >= pair.First);
    }
}
