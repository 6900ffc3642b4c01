using System.Collections.Concurrent;
using System.Globalization;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// Decides about rides: one a route at a time. Everything is decided from the log and told to the log, so that a crash
/// between any two appends leaves enough for whoever goes on.
/// </summary>
/// <remarks>
/// Pushes come at least once: what has not been told when a crash comes is told again, under the same id.
/// </remarks>
internal sealed partial class RideDispatcher : IDisposable
{
    private readonly RideBoard _board;
    private readonly RideWriter _writer;
    private readonly SimulatorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RideDispatcher> _logger;
    private readonly double _speedMps;
    private readonly RideWheel[] _wheels;
    private readonly ConcurrentDictionary<string, RouteLane> _lanes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RideDispatcher(
        RideBoard board,
        RideWriter writer,
        ILog log,
        SimulatorMetrics metrics,
        IOptions<DeliveryOptions> options,
        TimeProvider time,
        ILogger<RideDispatcher> logger)
    {
        (_board, _writer, _metrics, _time, _logger) = (board, writer, metrics, time, logger);
        _speedMps = options.Value.SpeedMps;
        Driver = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}");
        _wheels =
        [
            .. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4))
                .Select(_ => new RideWheel(log, metrics, time, logger, Arrived)),
        ];
        board.Changed += Observe;
    }

    /// <summary>The name of this process in the rides that it drives, different at each start.</summary>
    public string Driver { get; }

    /// <summary>Faulted where something failed that trying again does not mend.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Drives the rides until stopped.</summary>
    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_wheels.Select(wheel => Task.Run(() => wheel.RunAsync(stoppingToken), CancellationToken.None)));

    /// <summary>Turns the wheels to now, where <see cref="RunAsync"/> does not.</summary>
    public void Turn() => Array.ForEach(_wheels, wheel => wheel.Turn());

    /// <summary>Decides nothing more.</summary>
    public void Stop()
    {
        _board.Changed -= Observe;
        _stopping.Cancel();
    }

    public void Dispose()
    {
        Stop();
        _stopping.Dispose();
    }

    /// <summary>Decides a request that stands where it belongs; completes when it is decided, not when it has arrived.</summary>
    public Task DecideAsync(Route route, DirectionRecord direction, DirectionTicket ticket, PositionTails tails) =>
        InLaneAsync(route.Id, lane => DecideAsync(lane, route, direction, ticket, tails));

    /// <summary>Appends a request again with its route as key, unless what came of that is decided already.</summary>
    public Task ForwardAsync(DirectionRecord direction, byte[] value, DirectionTicket ticket) =>
        InLaneAsync(direction.RouteId, async lane =>
        {
            if (lane.HasDecided(direction.Ride, forwarded: true))
            {
                _metrics.DirectionRead(DirectionOutcome.Repeated);
            }
            else
            {
                await _writer.ForwardAsync(direction, value, _stopping.Token);
                _metrics.DirectionRead(DirectionOutcome.Forwarded);
            }

            ticket.Complete();
        });

    /// <summary>Ends a ride whose route was taken out of the list while it was under way: nobody can drive it.</summary>
    public Task EndWithoutRouteAsync(DirectionRecord direction) =>
        _board.Find(direction.RouteId) is not { State: RideState.UnderWay } ? Task.CompletedTask
        : InLaneAsync(direction.RouteId, async lane =>
        {
            if (lane.Newest is { State: RideState.UnderWay } newest && newest.RideId == direction.Ride.ToString())
            {
                LogWithoutRoute(newest.RideId, newest.RouteId);
                await WriteAsync(lane, newest with { State = RideState.Finished, FinishedAt = _time.GetUtcNow() });
            }
        });

    private async Task InLaneAsync(string routeId, Func<RouteLane, Task> step)
    {
        try
        {
            await _lanes.GetOrAdd(routeId, id => new RouteLane(id)).RunAsync(async lane =>
            {
                _stopping.Token.ThrowIfCancellationRequested();
                lane.ReadOnce(_board);
                await step(lane);
            });
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested || exception is LogException { Error: LogError.Closed })
        {
            // Whoever reads the directions next decides.
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    }

    private async Task DecideAsync(
        RouteLane lane, Route route, DirectionRecord direction, DirectionTicket ticket, PositionTails tails)
    {
        var newest = lane.Newest;
        if (lane.HasDecided(direction.Ride, direction.IsForwarded))
        {
            await RepeatAsync(lane, route, newest!, direction, ticket, tails);
        }
        else if (newest?.State == RideState.UnderWay)
        {
            await RefuseAsync(lane, newest, direction);
            ticket.Complete();
        }
        else
        {
            await StartAsync(lane, route, direction, ticket);
        }
    }

    private async Task RepeatAsync(
        RouteLane lane, Route route, RideRecord newest, DirectionRecord direction, DirectionTicket ticket, PositionTails tails)
    {
        if (newest.State == RideState.UnderWay && newest.RideId == direction.Ride.ToString() && lane.Driven is null)
        {
            await ResumeAsync(lane, route, newest, ticket, tails);
            return;
        }

        _metrics.DirectionRead(DirectionOutcome.Repeated);
        if (lane.Driven is { } driven && driven.Ride == direction.Ride.ToString())
        {
            driven.Tickets.Add(ticket);
            return;
        }

        if (newest.Refused?.RideId == direction.Ride.ToString())
        {
            // Whoever refused it may have got no further than that.
            await TellRefusedAsync(newest, direction);
        }

        ticket.Complete();
    }

    private async Task StartAsync(RouteLane lane, Route route, DirectionRecord direction, DirectionTicket ticket)
    {
        var ride = new DrivenRide(route, direction.Ride, direction.ClientId, _speedMps);
        var first = await _writer.AppendPositionAsync(ride, _stopping.Token);
        var (startedAt, begun) = (_time.GetUtcNow(), _time.GetTimestamp());
        ride.Number = 1;
        await TellAsync(ride, DeliveryEventKind.Started, $"The ride along {route.Title} is under way.");
        await WriteAsync(lane, new RideRecord
        {
            RouteId = route.Id,
            RideId = ride.Ride,
            ClientId = ride.ClientId,
            State = RideState.UnderWay,
            StartedAt = startedAt,
            PositionPartition = first.Partition,
            FirstPosition = first.Offset,
            Driver = Driver,
            SpeedMps = ride.SpeedMps,
            Decided = lane.Deciding(direction.Ride, direction.IsForwarded),
        });
        LogStarted(ride.Ride, route.Id);
        _metrics.DirectionRead(DirectionOutcome.Started);
        Drive(lane, ride, ticket, DeliveryOptions.PositionInterval - _time.GetElapsedTime(begun));
    }

    private async Task ResumeAsync(
        RouteLane lane, Route route, RideRecord newest, DirectionTicket ticket, PositionTails tails)
    {
        var speed = newest.SpeedMps > 0 ? newest.SpeedMps : _speedMps;
        var ride = new DrivenRide(route, RideId.Parse(newest.RideId, CultureInfo.InvariantCulture), newest.ClientId, speed);
        var tail = await _writer.FindTailAsync(tails, newest, _stopping.Token);

        // Where retention has left nothing nobody remembers a number either: it starts anew.
        ride.Number = tail is { } last ? Math.Min(last.Number, ride.LastNumber) + 1 : 0;
        await WriteAsync(lane, newest with { Driver = Driver, Term = newest.Term + 1 });
        LogResumed(ride.Ride, route.Id, ride.Number, newest.Driver);
        _metrics.DirectionRead(DirectionOutcome.Resumed);
        var since = tail is { } known ? _time.GetUtcNow() - known.At : DeliveryOptions.PositionInterval;
        Drive(lane, ride, ticket, DeliveryOptions.PositionInterval - (since > TimeSpan.Zero ? since : TimeSpan.Zero));
    }

    private async Task RefuseAsync(RouteLane lane, RideRecord newest, DirectionRecord direction)
    {
        var refused = direction.Ride.ToString();
        await WriteAsync(lane, newest with
        {
            Refused = new RefusedDirection(refused, direction.ClientId),
            Decided = lane.Deciding(direction.Ride, direction.IsForwarded),
        });
        LogRefused(refused, newest.RouteId, newest.RideId);
        _metrics.DirectionRead(DirectionOutcome.Refused);
        await TellRefusedAsync(newest, direction);
    }

    private ValueTask TellRefusedAsync(RideRecord newest, DirectionRecord direction) => _writer.TellAsync(
        direction.ClientId,
        new DeliveryEvent(
            newest.RouteId, direction.Ride.ToString(), DeliveryEventKind.Refused,
            $"The route is under way since {newest.StartedAt.UtcDateTime:O}, as ride {newest.RideId}."),
        _stopping.Token);

    private void Drive(RouteLane lane, DrivenRide ride, DirectionTicket ticket, TimeSpan wait)
    {
        ride.Tickets.Add(ticket);
        lane.Driven = ride;
        _metrics.RideAdded();
        if (ride.HasArrived)
        {
            Arrived(ride);
        }
        else
        {
            _wheels[(uint)StringComparer.Ordinal.GetHashCode(ride.Route.Id) % (uint)_wheels.Length].Add(ride, wait);
        }
    }

    // Its last position is in the log.
    private void Arrived(DrivenRide ride) => _ = InLaneAsync(ride.Route.Id, async lane =>
    {
        if (lane.Driven == ride)
        {
            await FinishAsync(lane, ride);
        }
    });

    private async Task FinishAsync(RouteLane lane, DrivenRide ride)
    {
        await TellAsync(ride, DeliveryEventKind.Finished, $"The ride along {ride.Route.Title} has arrived.");
        await WriteAsync(lane, lane.Newest! with { State = RideState.Finished, FinishedAt = _time.GetUtcNow() });
        LogFinished(ride.Ride, ride.Route.Id);
        Forget(lane);
        ride.Tickets.ForEach(ticket => ticket.Complete());
    }

    // What another simulator has written about a route of ours.
    private void Observe(RideRecord ride)
    {
        if (ride.Driver != Driver && _lanes.ContainsKey(ride.RouteId))
        {
            _ = InLaneAsync(ride.RouteId, lane =>
            {
                Observe(lane, ride);
                return Task.CompletedTask;
            });
        }
    }

    private void Observe(RouteLane lane, RideRecord ride)
    {
        if (lane.Newest is { } known && known.Supersedes(ride))
        {
            return;
        }

        lane.Newest = ride;
        if (lane.Driven is not { } driven)
        {
            return;
        }

        driven.Stop();
        Forget(lane);
        LogTakenAway(driven.Ride, driven.Route.Id, ride.Driver);
        if (ride.RideId == driven.Ride && ride.State == RideState.Finished)
        {
            driven.Tickets.ForEach(ticket => ticket.Complete());
        }
    }

    private void Forget(RouteLane lane)
    {
        lane.Driven = null;
        _metrics.RideRemoved();
    }

    private async Task WriteAsync(RouteLane lane, RideRecord ride)
    {
        await _writer.AppendAsync(ride, _stopping.Token);
        lane.Newest = ride;
    }

    private ValueTask TellAsync(DrivenRide ride, DeliveryEventKind what, string detail) =>
        _writer.TellAsync(ride.ClientId, new DeliveryEvent(ride.Route.Id, ride.Ride, what, detail), _stopping.Token);

    [LoggerMessage(EventIds.RideStarted, LogLevel.Debug, "Ride {RideId} of route {RouteId} has started")]
    private partial void LogStarted(string rideId, string routeId);

    [LoggerMessage(EventIds.RideResumed, LogLevel.Information,
        "Ride {RideId} of route {RouteId} goes on here with position {Number}; {Driver} drove it")]
    private partial void LogResumed(string rideId, string routeId, long number, string driver);

    [LoggerMessage(EventIds.RideFinished, LogLevel.Debug, "Ride {RideId} of route {RouteId} has arrived")]
    private partial void LogFinished(string rideId, string routeId);

    [LoggerMessage(EventIds.RideRefused, LogLevel.Debug,
        "Refused ride {RideId} of route {RouteId}: ride {UnderWay} is under way")]
    private partial void LogRefused(string rideId, string routeId, string underWay);

    [LoggerMessage(EventIds.RideTakenAway, LogLevel.Information,
        "Ride {RideId} of route {RouteId} is no longer driven here: {Driver} goes on with it")]
    private partial void LogTakenAway(string rideId, string routeId, string driver);

    [LoggerMessage(EventIds.RideWithoutRoute, LogLevel.Error,
        "Ride {RideId} ends where it is: its route {RouteId} is no longer there")]
    private partial void LogWithoutRoute(string rideId, string routeId);
}
