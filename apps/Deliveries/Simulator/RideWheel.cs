using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// Drives rides: a hashed timer wheel (G. Varghese and A. Lauck, 1987) whose slots hold the rides that are due. A ride
/// goes back on the wheel only when its position is in the log, so that a slow log makes it late and changes nothing
/// else. Rides are put on it by any thread.
/// </summary>
internal sealed partial class RideWheel
{
    /// <summary>How far apart slots are.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private const int Slots = 64;
    private const int MaxDoublings = 5;

    private static readonly int Interval = (int)(DeliveryOptions.PositionInterval / Tick);

    // A position later than that moves all that follow: two never come so close together that it looks like speeding.
    private static readonly TimeSpan Slack = DeliveryOptions.PositionInterval / 5;

    private readonly Slot[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new Slot())];
    private readonly ILog _log;
    private readonly SimulatorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<DrivenRide> _arrived;
    private readonly long _origin;
    private long _turned = -1;
    private int _isFailing;

    /// <summary>Makes an empty wheel.</summary>
    /// <param name="log">Where positions go.</param>
    /// <param name="metrics">Told of every position.</param>
    /// <param name="time">Turns the wheel.</param>
    /// <param name="logger">Told of trouble, once each time.</param>
    /// <param name="arrived">Told of a ride whose last position is in the log; must return at once.</param>
    public RideWheel(
        ILog log, SimulatorMetrics metrics, TimeProvider time, ILogger logger, Action<DrivenRide> arrived)
    {
        (_log, _metrics, _time, _logger, _arrived) = (log, metrics, time, logger, arrived);
        _origin = time.GetTimestamp();
    }

    /// <summary>Puts a ride on the wheel.</summary>
    /// <param name="ride">A ride that is not on it, and none of whose positions is on its way.</param>
    /// <param name="wait">When its next position is due, from now.</param>
    public void Add(DrivenRide ride, TimeSpan wait)
    {
        ride.OnAppended ??= () => Appended(ride);
        Owe(ride, Now() + (Math.Max(0, wait.Ticks) / Tick.Ticks) + 1);
    }

    /// <summary>Turns until stopped.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever reads the directions next goes on with the rides.
        }
    }

    /// <summary>Turns to now: the positions that are due by then are on their way. One caller at a time.</summary>
    public void Turn()
    {
        var now = Now();

        // After a pause of more than a round each slot is looked at once: what is due in it is due.
        for (var tick = Math.Max(_turned + 1, now - Slots + 1); tick <= now; tick++)
        {
            Volatile.Write(ref _turned, tick);
            Drive(_slots[tick & (Slots - 1)], now);
        }
    }

    private long Now() => _time.GetElapsedTime(_origin).Ticks / Tick.Ticks;

    private void Drive(Slot slot, long now)
    {
        DrivenRide? ride;
        lock (slot.Gate)
        {
            (ride, slot.First) = (slot.First, null);
        }

        while (ride is not null)
        {
            var next = ride.NextInSlot;
            ride.NextInSlot = null;
            if (ride.DueTick > now)
            {
                Put(ride, ride.DueTick);
            }
            else if (!ride.IsStopped)
            {
                Drive(ride);
            }

            ride = next;
        }
    }

    private void Drive(DrivenRide ride)
    {
#pragma warning disable CA2012 // Awaited by hand, once, so that a position on its way costs no task.
        var appending = _log.AppendAsync(DeliveryTopics.NewPosition, ride.NextEntry()).GetAwaiter();
#pragma warning restore CA2012
        ride.Appending = appending;
        if (appending.IsCompleted)
        {
            Appended(ride);
        }
        else
        {
            appending.UnsafeOnCompleted(ride.OnAppended!);
        }
    }

    private void Appended(DrivenRide ride)
    {
        try
        {
#pragma warning disable VSTHRD002 // It has completed.
            ride.Appending.GetResult();
#pragma warning restore VSTHRD002
        }
        catch (HomingException exception)
        {
            Retry(ride, exception);
            return;
        }

        var late = _time.GetElapsedTime(_origin) - (ride.OwedTick * Tick);
        _metrics.PositionAppended(late);
        ride.Failures = 0;
        ride.Number++;
        if (Volatile.Read(ref _isFailing) != 0 && Interlocked.Exchange(ref _isFailing, 0) != 0)
        {
            LogFlowsAgain();
        }

        if (ride.HasArrived)
        {
            _arrived(ride);
        }
        else
        {
            Owe(ride, (late > Slack ? Now() : ride.OwedTick) + Interval);
        }
    }

    private void Retry(DrivenRide ride, HomingException exception)
    {
        if (exception is LogException { Error: LogError.Closed })
        {
            return;
        }

        _metrics.AppendFailed();
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            LogDelayed(exception);
        }

        // What is owed stays as it is: a position that waits for the log is late from when it was due.
        ride.Failures = Math.Min(ride.Failures + 1, MaxDoublings);
        Put(ride, Now() + ((long)Interval << (ride.Failures - 1)));
    }

    private void Owe(DrivenRide ride, long tick)
    {
        ride.OwedTick = tick;
        Put(ride, tick);
    }

    private void Put(DrivenRide ride, long due)
    {
        ride.DueTick = due;
        while (true)
        {
            // What goes into a slot that was just turned to would wait for a whole round.
            var tick = Math.Max(due, Volatile.Read(ref _turned) + 1);
            var slot = _slots[tick & (Slots - 1)];
            lock (slot.Gate)
            {
                if (tick > Volatile.Read(ref _turned))
                {
                    ride.NextInSlot = slot.First;
                    slot.First = ride;
                    return;
                }
            }
        }
    }

    [LoggerMessage(EventIds.PositionsDelayed, LogLevel.Warning,
        "The log does not take positions; the rides wait and try again")]
    private partial void LogDelayed(Exception exception);

    [LoggerMessage(EventIds.PositionsFlowAgain, LogLevel.Information, "The log takes positions again")]
    private partial void LogFlowsAgain();

    private sealed class Slot
    {
        public Lock Gate { get; } = new();

        public DrivenRide? First { get; set; }
    }
}
