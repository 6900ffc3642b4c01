using Homing.Parking.Catalogue;

namespace Homing.Parking.Availability;

/// <summary>What is known of a lot besides the catalogue.</summary>
/// <param name="Reading">Its newest reading; null where it has none.</param>
/// <param name="IsPlaceholder">Whether the number in it means nothing.</param>
/// <param name="HasMoved">Whether it ever reported a number that means something.</param>
internal sealed record LotState(Reading? Reading, bool IsPlaceholder, bool HasMoved)
{
    public static readonly LotState Nothing = new(null, false, false);

    /// <summary>What is known once a reading was taken in.</summary>
    public static LotState Of(Lot lot, Reading reading, bool hasMoved, PlaceholderLots placeholders)
    {
        var isPlaceholder = placeholders.IsPlaceholder(lot, reading.Free, hasMoved);
        return new LotState(reading, isPlaceholder, hasMoved || !isPlaceholder);
    }

    /// <summary>The free places as the index has them.</summary>
    public int IndexedFree => Reading is { } reading && !IsPlaceholder ? reading.Free : Search.IndexedPoint.Unknown;
}
