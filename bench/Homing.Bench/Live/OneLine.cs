using System.Runtime.CompilerServices;
using Homing.Deliveries.Routes;

namespace Homing.Bench.Live;

/// <summary>As many routes as there are rides, all along <see cref="LiveServer.Line"/>.</summary>
internal sealed class OneLine(int routes) : IRouteSource
{
    public async IAsyncEnumerable<RouteCatalogue> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return new RouteCatalogue(
            [
                .. Enumerable.Range(0, routes).Select(
                    ride => new Route(LiveServer.Id(ride), "Route " + LiveServer.Id(ride), LiveServer.Line)),
            ],
            []);
    }
}
