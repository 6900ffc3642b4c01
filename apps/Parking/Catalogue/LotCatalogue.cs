using System.Collections.Frozen;

namespace Homing.Parking.Catalogue;

/// <summary>All lots at one time. Immutable. A lot's number is its place in the order of the ids.</summary>
public sealed class LotCatalogue
{
    private readonly Lot[] _lots;
    private readonly FrozenDictionary<string, int> _numbers;

    /// <summary>Holds the lots.</summary>
    public LotCatalogue(IEnumerable<Lot> lots, CatalogueReport report)
    {
        _lots = [.. lots.OrderBy(lot => lot.Id, StringComparer.Ordinal)];
        _numbers = _lots.Index().ToFrozenDictionary(lot => lot.Item.Id, lot => lot.Index, StringComparer.Ordinal);
        Report = report;
    }

    /// <summary>No lots.</summary>
    public static LotCatalogue Empty { get; } = new([], new CatalogueReport("nothing", 0, []));

    /// <summary>What became of the rows it was read from.</summary>
    public CatalogueReport Report { get; }

    /// <summary>The lots by number.</summary>
    public IReadOnlyList<Lot> Lots => _lots;

    /// <summary>Finds a lot's number by its id.</summary>
    public bool TryFind(string id, out int number) => _numbers.TryGetValue(id, out number);
}
