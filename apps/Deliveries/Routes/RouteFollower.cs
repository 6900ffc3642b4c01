using Homing.Roles;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Routes;

/// <summary>Keeps the routes as their source says them, and says what was refused.</summary>
internal sealed partial class RouteFollower : SourceFollower<RouteCatalogue>
{
    private readonly IRouteSource _source;
    private readonly LiveRoutes _routes;
    private readonly ILogger<RouteFollower> _logger;
    private HashSet<(string Route, RouteFault Fault)> _told = [];

    public RouteFollower(IRouteSource source, LiveRoutes routes, TimeProvider time, ILogger<RouteFollower> logger)
        : base(routes.Loaded, "The routes are not read yet.", time) =>
        (_source, _routes, _logger) = (source, routes, logger);

    protected override IAsyncEnumerable<RouteCatalogue> ReadAsync(CancellationToken cancellationToken) =>
        _source.ReadAsync(cancellationToken);

    protected override void SayAwaited() => LogWaiting();

    protected override void Take(RouteCatalogue value)
    {
        var isFirst = !IsLoaded;
        var faults = value.Refused.SelectMany(route => route.Faults, (route, fault) => (route.Id, fault)).ToHashSet();

        // What was told once is not told again with every reading.
        foreach (var (route, fault) in faults.Except(_told))
        {
            LogRefused(route, fault);
        }

        _told = faults;
        var change = _routes.Replace(value);
        if (isFirst)
        {
            LogLoaded(value.Routes.Count, value.Refused.Count);
        }
        else if (!change.IsNone)
        {
            LogChanged(change.Added, change.Removed, change.Changed, value.Routes.Count);
        }
    }

    [LoggerMessage(EventIds.RoutesLoaded, LogLevel.Information, "{Routes} routes are loaded, {Refused} are refused")]
    private partial void LogLoaded(int routes, int refused);

    [LoggerMessage(EventIds.RouteRefused, LogLevel.Error, "Route '{Route}' is refused: {Fault}")]
    private partial void LogRefused(string route, RouteFault fault);

    [LoggerMessage(EventIds.RoutesChanged, LogLevel.Information,
        "The routes changed: {Added} added, {Removed} removed, {Changed} changed; {Routes} now")]
    private partial void LogChanged(int added, int removed, int changed, int routes);

    [LoggerMessage(EventIds.RoutesAwaited, LogLevel.Warning,
        "The routes are not read yet; the process is not ready, and starts no ride, until they are")]
    private partial void LogWaiting();
}
