namespace Homing.Testing;

/// <summary>
/// A clock that a test turns by hand. Monotonic time (<see cref="GetTimestamp"/>, timers) only moves by
/// <see cref="Advance"/> and <see cref="AdvanceHoldingTimers"/>; the wall clock moves with it, and can be set apart from it.
/// Timers run on the thread that turns the clock, in the order of their due times, and see the time they were due at.
/// </summary>
/// <remarks>Thread-safe; but only one thread should turn the clock.</remarks>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<FakeTimer, (long Due, long Number)> _timers = new();
    private long _ticks;
    private long _wallOffset;
    private long _numbers;

    /// <summary>Starts the wall clock at 2026-01-01T00:00:00Z, or at the given time.</summary>
    public FakeTimeProvider(DateTimeOffset? start = null)
    {
        // Not 0: code that confuses a timestamp with a span should not work by chance.
        _ticks = TimeSpan.TicksPerHour;
        var begin = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _wallOffset = begin.UtcTicks - _ticks;
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are running.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.UnorderedItems.Count(item => item.Element.IsDueAt(item.Priority));
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return new DateTimeOffset(_ticks + _wallOffset, TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time forward; timers that fall due run, those that fall due now included.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _ticks = Math.Max(_ticks, target);
        }
    }

    /// <summary>
    /// Moves time forward while no timer runs, as for a paused process. The next <see cref="Advance"/>, of zero too, runs
    /// what is overdue: late, each seeing the time it runs at.
    /// </summary>
    public void AdvanceHoldingTimers(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            _ticks += by.Ticks;
        }
    }

    /// <summary>Sets the wall clock forward or back; monotonic time and timers do not notice.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            _wallOffset += by.Ticks;
        }
    }

    private FakeTimer? NextDue(long target)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var timer, out var priority) && priority.Due <= target)
            {
                _timers.Dequeue();
                if (timer.IsDueAt(priority))
                {
                    _ticks = Math.Max(_ticks, priority.Due);
                    timer.Schedule(timer.Period == Timeout.InfiniteTimeSpan ? null : _ticks + timer.Period.Ticks);
                    return timer;
                }
            }

            return null;
        }
    }

    private sealed class FakeTimer : ITimer
    {
        private readonly FakeTimeProvider _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private (long Due, long Number)? _priority;
        private bool _disposed;

        public FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = callback;
            _state = state;
        }

        public TimeSpan Period { get; private set; }

        public bool IsDueAt((long Due, long Number) priority) => _priority == priority;

        public void Fire() => _callback(_state);

        public void Schedule(long? due)
        {
            _priority = due is { } at ? (at, ++_clock._numbers) : null;
            if (_priority is { } priority)
            {
                _clock._timers.Enqueue(this, priority);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                Period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                Schedule(dueTime == Timeout.InfiniteTimeSpan ? null : _clock._ticks + dueTime.Ticks);
                return true;
            }
        }

        public void Dispose()
        {
            lock (_clock._gate)
            {
                _disposed = true;
                _priority = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
