using Homing.Deliveries.Insights;
using Homing.Deliveries.Live;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Http;

/// <summary>
/// The newest ride of each route, put together from who knows what: the board how it stands, the live rides where it is, the
/// insights what strangers' positions tell, and the starter what was only asked for. Thread-safe.
/// </summary>
internal sealed class NewestRides : IHostedService
{
    private readonly LiveRoutes _routes;
    private readonly RideRoutes _rideRoutes;
    private readonly RideBoard _board;
    private readonly PositionFeed _feed;
    private readonly LiveRides _live;
    private readonly RideInsights _insights;
    private readonly RideStarter _starter;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private IDisposable? _need;

    public NewestRides(
        LiveRoutes routes,
        RideRoutes rideRoutes,
        RideBoard board,
        PositionFeed feed,
        LiveRides live,
        RideInsights insights,
        RideStarter starter,
        IOptions<DeliveryOptions> options,
        TimeProvider time)
    {
        (_routes, _rideRoutes, _board, _feed) = (routes, rideRoutes, board, feed);
        (_live, _insights, _starter, _time) = (live, insights, starter, time);
        _staleAfter = options.Value.StaleAfter;
    }

    /// <summary>Has all positions read, whoever watches.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _need = _feed.NeedAll();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _need?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The newest ride of a route; null where it was never ridden.</summary>
    public RideView? Find(string routeId)
    {
        var ride = new NewestRide(
            routeId, _board.Find(routeId), _live.Find(routeId), _insights.FindNewest(routeId), _starter.FindRequested(routeId));
        return ride.Exists ? Describe(ride, _time.GetUtcNow()) : null;
    }

    /// <summary>The newest ride of every route, newest first.</summary>
    /// <param name="state">Only those in that state; null for all.</param>
    /// <param name="limit">How many at most.</param>
    public RideViews List(string? state, int limit)
    {
        var now = _time.GetUtcNow();
        var records = _board.All.ToDictionary(record => record.RouteId, StringComparer.Ordinal);
        var live = _live.All.ToDictionary(ride => ride.RouteId, StringComparer.Ordinal);
        var known = _insights.Newest().ToDictionary(ride => ride.RouteId, StringComparer.Ordinal);
        var requested = _starter.Requested.ToDictionary(ride => ride.RouteId, StringComparer.Ordinal);
        var rides = records.Keys.Union(live.Keys).Union(known.Keys).Union(requested.Keys)
            .Select(routeId => new NewestRide(
                routeId, records.GetValueOrDefault(routeId), live.GetValueOrDefault(routeId),
                known.GetValueOrDefault(routeId), requested.GetValueOrDefault(routeId)))
            .Where(ride => state is null || ride.State == state)
            .ToArray();
        return new RideViews(now.UtcDateTime, rides.Length, [.. rides
            .OrderByDescending(ride => ride.StartedAt).ThenBy(ride => ride.RouteId, StringComparer.Ordinal)
            .Take(limit).Select(ride => Describe(ride, now))]);
    }

    private RideView Describe(NewestRide ride, DateTimeOffset now) => ride.Describe(
        ride.Ridden is { } ridden ? _rideRoutes.Of(ridden) : _routes.Current.Find(ride.RouteId), now - _staleAfter);
}
