using Homing.Parking.Search;

namespace Homing.Parking.Catalogue;

/// <summary>How a catalogue differs from the one before it.</summary>
/// <param name="Added">Lots that are new.</param>
/// <param name="Removed">Lots that are gone.</param>
/// <param name="Changed">Lots of which anything is said in another way.</param>
/// <param name="Places">Where such lots are or were.</param>
public sealed record CatalogueChange(int Added, int Removed, int Changed, IReadOnlyCollection<UnitVector> Places)
{
    /// <summary>True where both say the same.</summary>
    public bool IsNone => Added + Removed + Changed == 0;

    /// <summary>Compares two.</summary>
    public static CatalogueChange Between(LotCatalogue before, LotCatalogue after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (added, changed) = (0, 0);
        var places = new HashSet<UnitVector>();
        foreach (var lot in after.Lots)
        {
            if (!before.TryFind(lot.Id, out var number))
            {
                added++;
            }
            else if (before.Lots[number] is var old && old != lot)
            {
                changed++;
                places.Add(old.Place);
            }
            else
            {
                continue;
            }

            places.Add(lot.Place);
        }

        var removed = before.Lots.Where(lot => !after.TryFind(lot.Id, out _)).ToArray();
        places.UnionWith(removed.Select(lot => lot.Place));
        return new CatalogueChange(added, removed.Length, changed, places);
    }
}
