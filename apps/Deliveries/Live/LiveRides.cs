using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Homing.Streams;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Live;

/// <summary>
/// Where each ride is, as far as the partitions of their positions are read here: all of them while somebody holds
/// <see cref="PositionFeed.NeedAll"/>. Thread-safe.
/// </summary>
public sealed class LiveRides
{
    private readonly RideRoutes _routes;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Knows nothing yet.</summary>
    public LiveRides(RideRoutes routes, IOptions<DeliveryOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_routes, _options, _time) = (routes, options.Value, time);
        Channels = new KeyedChannels<LiveRide>(RideJson.Write, PositionFeed.OptionsOf(_options));
    }

    /// <summary>All rides of which a position is known, in no order; a snapshot.</summary>
    public IReadOnlyCollection<LiveRide> All => [.. Channels.States];

    /// <summary>The channels of the single rides.</summary>
    internal KeyedChannels<LiveRide> Channels { get; }

    /// <summary>Where the newest ride of a route is; null where no position of it is known.</summary>
    public LiveRide? Find(string routeId) => Channels.Find(routeId);

    /// <summary>
    /// Rides under way, and those of them that are silent. One that is silent for longer than <see cref="DeliveryOptions.LookBack"/>
    /// is counted no more: a process that starts now does not know it either.
    /// </summary>
    internal (int Moving, int Silent) Count()
    {
        var (moving, silent, now) = (0, 0, _time.GetUtcNow());
        foreach (var ride in Channels.States)
        {
            var age = now - ride.ObservedAt;
            moving += !ride.Finished && age <= _options.StaleAfter ? 1 : 0;
            silent += !ride.Finished && age > _options.StaleAfter && age <= _options.LookBack ? 1 : 0;
        }

        return (moving, silent);
    }

    /// <summary>Takes a position in.</summary>
    internal PositionOutcome Take(in PositionRecord position, LogPosition at, ChannelPosition place)
    {
        if (position.ObservedAt > _time.GetUtcNow() + _options.FutureTolerance)
        {
            // Taken in, it would keep out all true ones until its time has come.
            return PositionOutcome.Future;
        }

        var step = new Step(position, at, _routes.Find(position.RouteId, position.Ride)?.Line);
        Channels.Apply(position.RouteId, place, position.ObservedAt, step, static (before, step) => step.Fold(before));
        return step.Outcome;
    }

    /// <summary>Shows a ride that has arrived where no position of it is kept that recently.</summary>
    internal void Seed(RideRecord ride, Func<LogPosition, ChannelPosition> positionOf)
    {
        if (ride is not { State: RideState.Finished, FinishedAt: { } finishedAt } || _routes.Of(ride)?.Line is not { } line)
        {
            return;
        }

        var at = new LogPosition(ride.PositionPartition, ride.FirstPosition);
        var (place, bearing) = line.At(line.LengthM);
        Channels.Seed(ride.RouteId, positionOf(at), finishedAt, new LiveRide
        {
            RouteId = ride.RouteId,
            RideId = ride.RideId,
            ClientId = ride.ClientId,
            At = at,
            Place = place,
            BearingDeg = bearing,
            SpeedMps = 0,
            Finished = true,
            ObservedAt = finishedAt,
            TravelledM = line.LengthM,
            RemainingM = 0,
            Number = long.MaxValue,
        });
    }

    private sealed class Step(PositionRecord position, LogPosition at, RouteLine? line)
    {
        public PositionOutcome Outcome { get; private set; }

        public LiveRide? Fold(LiveRide? before)
        {
            Outcome = RideFold.Judge(before, position, at);
            return Outcome == PositionOutcome.Applied ? RideFold.Apply(before, position, at, line) : null;
        }
    }
}
