using System.Runtime.CompilerServices;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Catalogue;

/// <summary>The lots of the catalogue file, read once.</summary>
public sealed class FileCatalogue(IOptions<ParkingOptions> options) : ICatalogueSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<LotCatalogue> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return CatalogueReader.ReadFile(ShippedFiles.Locate(options.Value.Catalogue));
    }
}
