namespace Homing.Parking.Catalogue;

/// <summary>Where the lots come from.</summary>
public interface ICatalogueSource
{
    /// <summary>
    /// The whole catalogue as it is, and again each time that it may have changed. A source that never changes says it once.
    /// </summary>
    /// <exception cref="HomingException">It cannot be read, and another try would not help.</exception>
    IAsyncEnumerable<LotCatalogue> ReadAsync(CancellationToken cancellationToken = default);
}
