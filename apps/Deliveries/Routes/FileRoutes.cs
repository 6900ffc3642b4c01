using System.Runtime.CompilerServices;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Routes;

/// <summary>The routes of the list and its files, read once.</summary>
public sealed class FileRoutes(IOptions<DeliveryOptions> options) : IRouteSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<RouteCatalogue> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return RouteCatalogueReader.ReadFile(ShippedFiles.Locate(options.Value.Routes), options.Value.MaxJumpM);
    }
}
