using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Routes;

/// <summary>Loads the routes at the start, and says what was refused.</summary>
internal sealed partial class RouteAnnouncement(RouteCatalogue catalogue, ILogger<RouteAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var route in catalogue.Refused)
        {
            foreach (var fault in route.Faults)
            {
                LogRefused(route.Id, fault);
            }
        }

        LogLoaded(catalogue.Routes.Count, catalogue.Refused.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.RoutesLoaded, LogLevel.Information, "{Routes} routes are loaded, {Refused} are refused")]
    private partial void LogLoaded(int routes, int refused);

    [LoggerMessage(EventIds.RouteRefused, LogLevel.Error, "Route '{Route}' is refused: {Fault}")]
    private partial void LogRefused(string route, RouteFault fault);
}
