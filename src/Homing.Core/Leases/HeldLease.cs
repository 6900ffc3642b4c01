using Microsoft.Extensions.Logging;

namespace Homing.Leases;

/// <summary>
/// A lease that is being kept. The holder counts from the moment before it sent what the store then granted, the store
/// from when it granted it: so the holder's time is always over first, by at least the safety margin.
/// <list type="bullet">
/// <item>The fence time only ever moves forward, and only while it has not passed.</item>
/// <item>Once <see cref="IsHeld"/> was false it stays false, whatever the store answers later.</item>
/// <item><see cref="IsHeld"/> turns false no later than <see cref="Lost"/> is cancelled, and before the release is sent.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed partial class HeldLease : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Func<int> _connections;
    private readonly ILeaseStore _store;
    private readonly TimeProvider _clock;
    private readonly LeaseTiming _timing;
    private readonly LeaseMetrics _metrics;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _fenceTimer;
    private readonly ITimer _renewTimer;
    private long _fenceAt;
    private volatile HoldState _state;
    private bool _refused;
    private bool _abandoned;
    private int _disposed;

    internal HeldLease(
        Lease lease,
        long sent,
        Func<int> connections,
        ILeaseStore store,
        TimeProvider clock,
        LeaseTiming timing,
        LeaseMetrics metrics,
        ILogger logger)
    {
        Lease = lease;
        _connections = connections;
        _store = store;
        _clock = clock;
        _timing = timing;
        _metrics = metrics;
        _logger = logger;
        _fenceAt = After(sent, timing.HoldFor);
        _fenceTimer = clock.CreateTimer(
            static state => ((HeldLease)state!).OnFenceTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _renewTimer = clock.CreateTimer(
            static state => _ = ((HeldLease)state!).RenewAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum HoldState
    {
        Held,

        /// <summary>The fence time was seen to have passed; the timer has not come yet.</summary>
        Expired,

        /// <summary>Lost, or being released.</summary>
        Over,
    }

    /// <summary>The id and its epoch.</summary>
    public Lease Lease { get; }

    /// <summary>
    /// Cancelled when the lease is lost: the store refused it, or it could not be renewed in time. Not cancelled by
    /// <see cref="DisposeAsync"/>. Late when the process was paused; look at <see cref="IsHeld"/> before serving.
    /// </summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>
    /// Whether the lease is held at this very moment, by the clock and not by a timer. Cheap; once false, always false.
    /// </summary>
    public bool IsHeld
    {
        get
        {
            if (_state != HoldState.Held)
            {
                return false;
            }

            if (_clock.GetTimestamp() < Interlocked.Read(ref _fenceAt))
            {
                return true;
            }

            lock (_gate)
            {
                return !ExpireIfDue() && _state == HoldState.Held;
            }
        }
    }

    /// <summary>True after <see cref="Abandon"/>.</summary>
    public bool IsAbandoned => Volatile.Read(ref _abandoned);

    /// <summary>
    /// Stops holding the lease and tells nobody, as if this process had died: the id falls free when its time is over.
    /// For drills.
    /// </summary>
    public void Abandon()
    {
        Volatile.Write(ref _abandoned, true);
        if (TryEnd())
        {
            TellLost();
        }
    }

    /// <summary>Frees the id at once. What the store does not hear of runs out by itself; that is logged, not thrown.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _released.Task;
            return;
        }

        TryEnd();
        try
        {
            if (!_refused && !IsAbandoned)
            {
                await ReleaseAsync();
            }
        }
        finally
        {
            _released.SetResult();
        }
    }

    /// <summary>Starts the timers; false where the fence time passed before the grant was there.</summary>
    internal bool Start()
    {
        lock (_gate)
        {
            if (ExpireIfDue())
            {
                return false;
            }

            _metrics.Began(Lease);
            ArmFence();
            ArmRenewal(_timing.RenewEvery);
            return true;
        }
    }

    private async Task RenewAsync()
    {
        var sent = _clock.GetTimestamp();
        if (!IsHeld)
        {
            OnFenceTimer();
            return;
        }

        LeaseRenewal outcome;
        try
        {
            using var timeout = new CancellationTokenSource(_timing.TryFor, _clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, timeout.Token);
            outcome = await _store.RenewAsync(Lease, _connections(), _timing.TimeToLive, patience.Token)
                .AsTask().WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // Whatever went wrong, the lease is held until the fence, and another try may succeed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            OnRenewalFailed(exception);
            return;
        }

        _metrics.Renewed(outcome);
        if (outcome == LeaseRenewal.Lost)
        {
            Lose(refused: true);
        }
        else
        {
            OnRenewed(sent);
        }
    }

    private void OnRenewed(long sent)
    {
        lock (_gate)
        {
            // An answer from beyond the fence comes too late, even if the store still means us: others may have seen
            // that we do not hold it.
            if (_state != HoldState.Held || ExpireIfDue())
            {
                return;
            }

            Interlocked.Exchange(ref _fenceAt, After(sent, _timing.HoldFor));
            ArmFence();
            ArmRenewal(_timing.RenewEvery - _clock.GetElapsedTime(sent));
        }

        LogRenewed(Lease.Id, Lease.Epoch);
    }

    private void OnRenewalFailed(Exception exception)
    {
        lock (_gate)
        {
            if (_state != HoldState.Held)
            {
                return;
            }

            ArmRenewal(_timing.RetryAfter);
        }

        _metrics.RenewalFailed();
        LogRenewalFailed(exception, Lease.Id, Lease.Epoch, Remaining());
    }

    private void OnFenceTimer()
    {
        lock (_gate)
        {
            if (_state == HoldState.Over)
            {
                return;
            }

            if (!ExpireIfDue())
            {
                // A renewal moved the fence while this was on its way, or the timer is coarser than the clock.
                ArmFence();
                return;
            }
        }

        Lose(refused: false);
    }

    private void Lose(bool refused)
    {
        if (!TryEnd(refused))
        {
            return;
        }

        _metrics.Lost(refused);
        if (refused)
        {
            LogRefused(Lease.Id, Lease.Epoch);
        }
        else
        {
            LogFenced(Lease.Id, Lease.Epoch, _timing.HoldFor);
        }

        TellLost();
    }

    private void TellLost()
    {
        try
        {
            _lost.Cancel();
        }
        catch (AggregateException exception)
        {
            // Thrown on from a timer it would end the process.
            LogLostHandlerFailed(exception, Lease.Id, Lease.Epoch);
        }
    }

    private bool TryEnd(bool refused = false)
    {
        lock (_gate)
        {
            if (_state == HoldState.Over)
            {
                return false;
            }

            _state = HoldState.Over;
            _refused = refused;
            _fenceTimer.Dispose();
            _renewTimer.Dispose();
            _metrics.Ended(Lease);
        }

        _stop.Cancel();
        return true;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(_timing.TryFor, _clock);
            await _store.ReleaseAsync(Lease, patience.Token).AsTask().WaitAsync(patience.Token);
            LogReleased(Lease.Id, Lease.Epoch);
        }
#pragma warning disable CA1031 // A stop goes on without it: the lease runs out by itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReleaseFailed(exception, Lease.Id, Lease.Epoch, _timing.TimeToLive);
        }
    }

    /// <summary>Sees whether the fence time has passed, and makes that stick. Under the gate.</summary>
    private bool ExpireIfDue()
    {
        if (_state == HoldState.Held && _clock.GetTimestamp() >= _fenceAt)
        {
            _state = HoldState.Expired;
        }

        return _state == HoldState.Expired;
    }

    private void ArmFence() => Arm(_fenceTimer, Remaining());

    private void ArmRenewal(TimeSpan due) => Arm(_renewTimer, due);

    // Timers count whole milliseconds and cut off the rest: without rounding up they would come early, again and again.
    private static void Arm(ITimer timer, TimeSpan due) => timer.Change(
        TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(due.TotalMilliseconds))), Timeout.InfiniteTimeSpan);

    private TimeSpan Remaining() => _clock.GetElapsedTime(_clock.GetTimestamp(), Interlocked.Read(ref _fenceAt));

    private long After(long timestamp, TimeSpan span) =>
        timestamp + (long)(span.TotalSeconds * _clock.TimestampFrequency);
}
