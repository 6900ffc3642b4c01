using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Routes;

/// <summary>
/// Keeps the routes as their source says them, and says what was refused. The process is not ready before the first reading;
/// after it, a source that went away changes nothing.
/// </summary>
internal sealed partial class RouteFollower : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IRouteSource _source;
    private readonly LiveRoutes _routes;
    private readonly TimeProvider _time;
    private readonly ILogger<RouteFollower> _logger;
    private HashSet<(string Route, RouteFault Fault)> _told = [];

    public RouteFollower(IRouteSource source, LiveRoutes routes, TimeProvider time, ILogger<RouteFollower> logger) =>
        (_source, _routes, _time, _logger) = (source, routes, time, logger);

    /// <summary>Returns once the routes were read, or after some seconds: then the rest starts, and is not ready.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            var first = await Task.WhenAny(_routes.Loaded, ExecuteTask!).WaitAsync(Patience, _time, cancellationToken);
            await first;
        }
        catch (TimeoutException)
        {
            LogWaiting();
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_routes.Loaded.IsCompleted
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The routes are not read yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var catalogue in _source.ReadAsync(stoppingToken))
            {
                Take(catalogue);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void Take(RouteCatalogue catalogue)
    {
        var isFirst = !_routes.Loaded.IsCompleted;
        var faults = catalogue.Refused.SelectMany(route => route.Faults, (route, fault) => (route.Id, fault)).ToHashSet();

        // What was told once is not told again with every reading.
        foreach (var (route, fault) in faults.Except(_told))
        {
            LogRefused(route, fault);
        }

        _told = faults;
        var change = _routes.Replace(catalogue);
        if (isFirst)
        {
            LogLoaded(catalogue.Routes.Count, catalogue.Refused.Count);
        }
        else if (!change.IsNone)
        {
            LogChanged(change.Added, change.Removed, change.Changed, catalogue.Routes.Count);
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
