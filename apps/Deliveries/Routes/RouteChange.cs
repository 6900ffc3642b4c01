namespace Homing.Deliveries.Routes;

/// <summary>How the routes differ from those before.</summary>
/// <param name="Added">Routes that are new.</param>
/// <param name="Removed">Routes that are gone.</param>
/// <param name="Changed">Routes that have another title or another line.</param>
public sealed record RouteChange(int Added, int Removed, int Changed)
{
    /// <summary>True where both say the same.</summary>
    public bool IsNone => Added + Removed + Changed == 0;

    /// <summary>Compares two.</summary>
    public static RouteChange Between(RouteCatalogue before, RouteCatalogue after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (added, changed) = (0, 0);
        foreach (var route in after.Routes)
        {
            var old = before.Find(route.Id);
            added += old is null ? 1 : 0;
            changed += old is not null && !old.SaysTheSameAs(route) ? 1 : 0;
        }

        return new RouteChange(added, before.Routes.Count(route => after.Find(route.Id) is null), changed);
    }
}
