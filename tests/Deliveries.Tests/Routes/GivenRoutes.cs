using System.Runtime.CompilerServices;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Routes;

/// <summary>Routes that a test gives.</summary>
internal sealed class GivenRoutes(RouteCatalogue routes) : IRouteSource
{
    public async IAsyncEnumerable<RouteCatalogue> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return routes;
    }
}
