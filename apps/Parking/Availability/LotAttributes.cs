using Homing.Parking.Catalogue;
using Homing.Parking.Hours;

namespace Homing.Parking.Availability;

/// <summary>
/// The bits of each lot in the index: one for its type, one for its hours. Different hours may share a bit, so what
/// passes by hours is checked once more; but what fails has surely other hours.
/// </summary>
internal sealed class LotAttributes
{
    private const int HoursShift = 5;
    private const int HoursBits = 26;

    private readonly uint[] _attributes;
    private readonly (OpeningHours? Hours, uint Bit)[] _hours;

    public LotAttributes(LotCatalogue catalogue)
    {
        _hours = [.. catalogue.Lots
            .Select(lot => lot.Hours)
            .Distinct()
            .Select((hours, number) => (hours, 1u << (HoursShift + (number % HoursBits))))];
        _attributes = [.. catalogue.Lots.Select(lot =>
            OfType(lot.Type) | _hours.First(entry => entry.Hours == lot.Hours).Bit)];
    }

    public static uint OfType(ParkType type) => 1u << (int)type;

    public uint Of(int lot) => _attributes[lot];

    /// <summary>The bits of all hours that the condition holds for, and of those not known.</summary>
    public uint OfHours(Func<OpeningHours, bool> condition)
    {
        var bits = 0u;
        foreach (var (hours, bit) in _hours)
        {
            bits |= hours is null || condition(hours) ? bit : 0;
        }

        return bits;
    }
}
