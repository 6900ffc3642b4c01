using System.Collections.Frozen;
using Homing.Parking.Catalogue;
using Homing.Parking.Feed;

namespace Homing.Parking.Availability;

/// <summary>
/// The readings that mean "not counted" rather than a number: 1 at a lot along a street, and at lots whose counter
/// never moved in all recorded readings, the 0 or 1 that it stands at.
/// </summary>
public sealed class PlaceholderLots
{
    private const int OnStreetPlaceholder = 1;

    private readonly FrozenDictionary<string, int> _stuckAt;

    private PlaceholderLots(FrozenDictionary<string, int> stuckAt) => _stuckAt = stuckAt;

    /// <summary>Looks for counters that never moved.</summary>
    public static PlaceholderLots Derive(IEnumerable<RecordedReading> readings)
    {
        var seen = new Dictionary<string, (int Value, bool Moved)>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            seen[reading.LotId] = seen.TryGetValue(reading.LotId, out var known)
                ? (known.Value, known.Moved || known.Value != reading.Free)
                : (reading.Free, false);
        }

        return new PlaceholderLots(seen
            .Where(lot => !lot.Value.Moved && lot.Value.Value is 0 or 1)
            .ToFrozenDictionary(lot => lot.Key, lot => lot.Value.Value, StringComparer.Ordinal));
    }

    /// <summary>True where the number is a placeholder at that lot.</summary>
    /// <param name="lot">The lot.</param>
    /// <param name="free">What it reported.</param>
    /// <param name="hasMoved">Whether it ever reported something else since.</param>
    public bool IsPlaceholder(Lot lot, int free, bool hasMoved) =>
        lot.Type == ParkType.OnStreet
            ? free == OnStreetPlaceholder
            : !hasMoved && _stuckAt.TryGetValue(lot.Id, out var stuckAt) && stuckAt == free;
}
