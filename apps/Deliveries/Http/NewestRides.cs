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
/// <remarks>Every open page asks for the list again and again: of many rides one list is shared by all who ask for a while.</remarks>
internal sealed class NewestRides : IHostedService
{
    /// <summary>Of fewer rides the list is made for each who asks: it costs less than that it is old.</summary>
    public const int FewestShared = 1_000;

    /// <summary>How long a list is shared.</summary>
    public static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(1);

    private readonly Lock _listing = new();
    private readonly LiveRoutes _routes;
    private readonly RideRoutes _rideRoutes;
    private readonly RideBoard _board;
    private readonly PositionFeed _feed;
    private readonly LiveRides _live;
    private readonly RideInsights _insights;
    private readonly RideStarter _starter;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private RideListing? _shared;
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
    public RideView? Find(string routeId) =>
        Look(routeId) is { Exists: true } ride ? Describe(ride, _time.GetUtcNow()) : null;

    /// <summary>The newest ride of every route, newest first; of very many as they were <see cref="SharedFor"/> ago at most.</summary>
    /// <param name="state">Only those in that state; null for all.</param>
    /// <param name="limit">How many at most.</param>
    public RideViews List(string? state, int limit)
    {
        var listing = Share();
        var rides = listing.In(state);
        return new RideViews(
            listing.At.UtcDateTime, rides.Length, [.. rides.Take(limit).Select(ride => Describe(ride, listing.At))]);
    }

    // Who asks while it is made waits for it, and does not make another.
    private RideListing Share()
    {
        lock (_listing)
        {
            return _shared is { Count: >= FewestShared } shared && _time.GetElapsedTime(shared.TakenAt) < SharedFor
                ? shared
                : _shared = Take();
        }
    }

    private RideListing Take()
    {
        var (at, takenAt) = (_time.GetUtcNow(), _time.GetTimestamp());
        var routes = new HashSet<string>(_board.All.Select(ride => ride.RouteId), StringComparer.Ordinal);
        routes.UnionWith(_live.All.Select(ride => ride.RouteId));
        routes.UnionWith(_insights.Routes());
        routes.UnionWith(_starter.Requested.Select(ride => ride.RouteId));

        // What was known of a route may have been forgotten since.
        return new RideListing([.. routes.Select(Look).Where(ride => ride.Exists)], at, takenAt);
    }

    private NewestRide Look(string routeId) => new(
        routeId, _board.Find(routeId), _live.Find(routeId), _insights.FindNewest(routeId), _starter.FindRequested(routeId));

    private RideView Describe(NewestRide ride, DateTimeOffset now) => ride.Describe(
        ride.Ridden is { } ridden ? _rideRoutes.Of(ridden) : _routes.Current.Find(ride.RouteId), now - _staleAfter);
}
