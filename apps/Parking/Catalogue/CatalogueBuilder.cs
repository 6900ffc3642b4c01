namespace Homing.Parking.Catalogue;

/// <summary>Makes a catalogue of rows, wherever they come from: the good ones become lots, the others are reported.</summary>
/// <param name="name">What to call the source in messages.</param>
public sealed class CatalogueBuilder(string name)
{
    private readonly Dictionary<string, Lot> _lots = new(StringComparer.Ordinal);
    private readonly List<RejectedRow> _rejected = [];
    private int _rows;

    /// <summary>Takes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="line">Its line, where the source is a file.</param>
    /// <returns>Whether it became a lot.</returns>
    public bool Add(CatalogueRow row, int? line = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (lot, reason, detail) = RowCleaner.Clean(row);
        if (lot is null)
        {
            Reject(line, reason, detail);
            return false;
        }

        if (!_lots.TryAdd(lot.Id, lot))
        {
            Reject(line, RejectReason.DuplicateId, $"lot {lot.Id} is there already");
            return false;
        }

        _rows++;
        return true;
    }

    /// <summary>Makes the catalogue of all rows so far.</summary>
    public LotCatalogue Build() => new(_lots.Values, new CatalogueReport(name, _rows, [.. _rejected]));

    internal void Reject(int? line, RejectReason reason, string detail)
    {
        _rows++;
        _rejected.Add(new RejectedRow(line, reason, detail));
    }
}
