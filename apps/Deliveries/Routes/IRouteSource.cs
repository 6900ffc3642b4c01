namespace Homing.Deliveries.Routes;

/// <summary>Where the routes come from.</summary>
public interface IRouteSource
{
    /// <summary>All routes as they are, and again each time that they may have changed. A source that never changes says it once.</summary>
    /// <exception cref="HomingException">It cannot be read, and another try would not help.</exception>
    IAsyncEnumerable<RouteCatalogue> ReadAsync(CancellationToken cancellationToken = default);
}
