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
    private readonly RideRoutes _routes;
    private readonly RideWriter _writer;
    private readonly SimulatorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RideDispatcher> _logger;
    private readonly double _speedMps;
    private readonly RideWheel[] _wheels;
    private readonly RouteLanes _lanes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RideDispatcher(
        RideBoard board,
        RideRoutes routes,
        RideWriter writer,
        ILog log,
        SimulatorMetrics metrics,
        IOptions<DeliveryOptions> options,
        TimeProvider time,
        ILogger<RideDispatcher> logger)
    {
        (_board, _routes, _writer, _metrics, _time, _logger) = (board, routes, writer, metrics, time, logger);
        _speedMps = options.Value.SpeedMps;
        Driver = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}");
        _wheels =
        [
            .. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4))
                .Select(_ => new RideWheel(log, metrics, time, logger, Arrived)),
        ];
        board.Changed += Observe;
        board.Outdated += Observe;
    }

    /// <summary>The name of this process in the rides that it drives, different at each start.</summary>
    public string Driver { get; }

    /// <summary>Faulted where something failed that trying again does not mend.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Of how many routes something is going on, or known, here.</summary>
    public int Lanes => _lanes.Count;

    /// <summary>Drives the rides until stopped.</summary>
    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_wheels.Select(wheel => Task.Run(() => wheel.RunAsync(stoppingToken), CancellationToken.None)));

    /// <summary>Turns the wheels to now, where <see cref="RunAsync"/> does not.</summary>
    public void Turn() => Array.ForEach(_wheels, wheel => wheel.Turn());

    /// <summary>Decides nothing more; completes when nothing is being decided, so that somebody else may.</summary>
    public async Task StopAsync()
    {
        _board.Changed -= Observe;
        _board.Outdated -= Observe;
        await _stopping.CancelAsync();
        await _lanes.DrainAsync();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Decides a request that stands where it belongs; completes when it is decided, not when it has arrived.</summary>
    public Task DecideAsync(Route route, DirectionRecord direction, DirectionTicket ticket) =>
        InLaneAsync(route.Id, lane => DecideAsync(lane, route, direction, ticket));

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

    /// <summary>
    /// Decides a request for a route that is not there. A ride that started before the route was taken away goes on all the same.
    /// </summary>
    /// <param name="direction">The request.</param>
    /// <param name="ticket">Completed when it need not come again.</param>
    /// <param name="setAside">Refuses it, and completes the ticket.</param>
    public Task DecideWithoutRouteAsync(DirectionRecord direction, DirectionTicket ticket, Func<CancellationToken, Task> setAside) =>
        InLaneAsync(direction.RouteId, async lane =>
        {
            if (!ticket.IsHeld)
            {
                return;
            }

            if (!lane.HasDecided(direction.Ride, forwarded: direction.IsForwarded || !direction.IsKeyed))
            {
                await setAside(_stopping.Token);
            }
            else if (direction.IsKeyed)
            {
                await RepeatAsync(lane, lane.Newest!, direction, ticket);
            }
            else
            {
                _metrics.DirectionRead(DirectionOutcome.Repeated);
                ticket.Complete();
            }
        });

    private async Task InLaneAsync(string routeId, Func<RouteLane, Task> step)
    {
        try
        {
            await _lanes.RunAsync(routeId, async lane =>
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

    private async Task DecideAsync(RouteLane lane, Route route, DirectionRecord direction, DirectionTicket ticket)
    {
        if (!ticket.IsHeld)
        {
            // Read, but meanwhile another's to decide.
            return;
        }

        await LetGoOfEndedAsync(lane);
        if (lane.HasDecided(direction.Ride, direction.IsForwarded))
        {
            await RepeatAsync(lane, lane.Newest!, direction, ticket);
            return;
        }

        await AdoptAsync(lane, route, ticket.Share.Tails);
        if (lane.Newest is not { State: RideState.UnderWay } underWay)
        {
            await StartAsync(lane, route, direction, ticket);
        }
        else if (await TryRefuseAsync(lane, underWay, direction))
        {
            ticket.Complete();
        }
        else
        {
            await DecideAsync(lane, route, direction, ticket);
        }
    }

    // Had the ride under way not arrived, its request would have come again before this one, and it would be driven here. So
    // the record is one that a process wrote too late, and would block the route for ever.
    private async Task AdoptAsync(RouteLane lane, Route route, PositionTails tails)
    {
        if (lane is { Driven: null, Newest: { State: RideState.UnderWay } newest })
        {
            await ResumeAsync(lane, _routes.Of(newest) ?? route, newest, [], tails);
            if (lane.Driven is { HasArrived: true } arrived)
            {
                await FinishAsync(lane, arrived);
            }
        }
    }

    private async Task RepeatAsync(RouteLane lane, RideRecord newest, DirectionRecord direction, DirectionTicket ticket)
    {
        if (newest.State == RideState.UnderWay && newest.RideId == direction.Ride.ToString() && lane.Driven is null)
        {
            if (_routes.Of(newest) is { } route)
            {
                await ResumeAsync(lane, route, newest, [ticket], ticket.Share.Tails);
                return;
            }

            LogWithoutRoute(newest.RideId, newest.RouteId);
            await WriteAsync(lane, newest with { State = RideState.Finished, FinishedAt = _time.GetUtcNow() });
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
            Route = RiddenRoute.Of(route),
            Decided = lane.Deciding(direction.Ride, direction.IsForwarded),
        });
        LogStarted(ride.Ride, route.Id);
        _metrics.DirectionRead(DirectionOutcome.Started);
        Drive(lane, ride, [ticket], DeliveryOptions.PositionInterval - _time.GetElapsedTime(begun));
    }

    private async Task ResumeAsync(
        RouteLane lane, Route route, RideRecord newest, IEnumerable<DirectionTicket> tickets, PositionTails tails)
    {
        var speed = newest.SpeedMps > 0 ? newest.SpeedMps : _speedMps;
        var ride = new DrivenRide(route, RideId.Parse(newest.RideId, CultureInfo.InvariantCulture), newest.ClientId, speed);
        var tail = await _writer.FindTailAsync(tails, newest, _stopping.Token);

        // Where retention has left nothing nobody remembers a number either: it starts anew.
        ride.Number = tail is { } last ? Math.Min(last.Number, ride.LastNumber) + 1 : 0;
        if (!await WriteAsync(lane, newest with { Driver = Driver, Term = newest.Term + 1 }))
        {
            await YieldAsync(lane, route, ride, tickets);
            return;
        }

        LogResumed(ride.Ride, route.Id, ride.Number, newest.Driver);
        _metrics.DirectionRead(DirectionOutcome.Resumed);
        var since = tail is { } known ? _time.GetUtcNow() - known.At : DeliveryOptions.PositionInterval;
        Drive(lane, ride, tickets, DeliveryOptions.PositionInterval - (since > TimeSpan.Zero ? since : TimeSpan.Zero));
    }

    // False where another process had written newer meanwhile: then readers pass over what we wrote, and so must we.
    private async Task<bool> TryRefuseAsync(RouteLane lane, RideRecord newest, DirectionRecord direction)
    {
        var refused = direction.Ride.ToString();
        if (!await WriteAsync(lane, newest with
        {
            Refused = new RefusedDirection(refused, direction.ClientId),
            Decided = lane.Deciding(direction.Ride, direction.IsForwarded),
        }))
        {
            return false;
        }

        LogRefused(refused, newest.RouteId, newest.RideId);
        _metrics.DirectionRead(DirectionOutcome.Refused);
        await TellRefusedAsync(newest, direction);
        return true;
    }

    private ValueTask TellRefusedAsync(RideRecord newest, DirectionRecord direction) => _writer.TellAsync(
        direction.ClientId,
        new DeliveryEvent(
            newest.RouteId, direction.Ride.ToString(), DeliveryEventKind.Refused,
            $"The route is under way since {newest.StartedAt.UtcDateTime:O}, as ride {newest.RideId}."),
        _stopping.Token);

    private void Drive(RouteLane lane, DrivenRide ride, IEnumerable<DirectionTicket> tickets, TimeSpan wait)
    {
        ride.Tickets.AddRange(tickets);
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
        if (lane.Newest is not { } newest || newest.RideId != ride.Ride)
        {
            // A newer ride of the route has begun elsewhere; that is observed next.
            return;
        }

        await TellAsync(ride, DeliveryEventKind.Finished, $"The ride along {ride.Route.Title} has arrived.");
        await WriteAsync(lane, newest with { State = RideState.Finished, FinishedAt = _time.GetUtcNow() });
        LogFinished(ride.Ride, ride.Route.Id);
        Forget(lane);
        ride.Tickets.ForEach(ticket => ticket.Complete());
    }

    // What another simulator has written about a route of ours.
    private void Observe(RideRecord ride)
    {
        if (ride.Driver != Driver && _lanes.Contains(ride.RouteId))
        {
            _ = InLaneAsync(ride.RouteId, lane => ObserveAsync(lane, ride));
        }
    }

    private async Task ObserveAsync(RouteLane lane, RideRecord ride)
    {
        if (lane.Newest is { } known && known.Supersedes(ride))
        {
            // Compaction keeps what was written last: that had better be what is true.
            if (known.Driver == Driver)
            {
                await WriteAsync(lane, known);
            }

            return;
        }

        lane.Newest = _board.Find(lane.RouteId);
        if (lane.Driven is { } driven)
        {
            await LetGoAsync(lane, driven, ride.Driver);
        }
    }

    // What another wrote may be known, because something was written here since, before it is observed.
    private async Task LetGoOfEndedAsync(RouteLane lane)
    {
        if (lane is { Driven: { } driven, Newest: { } newest }
            && (newest.RideId != driven.Ride || newest.State == RideState.Finished))
        {
            await LetGoAsync(lane, driven, newest.Driver);
        }
    }

    private async Task LetGoAsync(RouteLane lane, DrivenRide driven, string other)
    {
        driven.Stop();
        Forget(lane);
        LogTakenAway(driven.Ride, driven.Route.Id, other);
        await YieldAsync(lane, driven.Route, driven, driven.Tickets);
    }

    // Another drives the ride, or has ended it. Where its request is ours all the same the partition has come back since: then
    // it is ours to go on with, and nobody else will know when to.
    private async Task YieldAsync(RouteLane lane, Route route, DrivenRide ride, IEnumerable<DirectionTicket> tickets)
    {
        var held = tickets.Where(ticket => ticket.IsHeld).ToList();
        if (held.Count > 0 && lane.Newest is { State: RideState.UnderWay } newest && newest.RideId == ride.Ride)
        {
            await ResumeAsync(lane, route, newest, held, held[0].Share.Tails);
        }
        else
        {
            held.ForEach(ticket => ticket.Complete());
        }
    }

    private void Forget(RouteLane lane)
    {
        lane.Driven = null;
        _metrics.RideRemoved();
    }

    // What is known after it is all that stands before it in the log, too: nothing is decided on less.
    private async Task<bool> WriteAsync(RouteLane lane, RideRecord ride)
    {
        var isTaken = await _writer.WriteAsync(ride, _stopping.Token);
        lane.Newest = _board.Find(lane.RouteId);
        return isTaken;
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
