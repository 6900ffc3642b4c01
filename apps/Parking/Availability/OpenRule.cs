using Homing.Parking.Catalogue;

namespace Homing.Parking.Availability;

/// <summary>Whether a lot is open: its hours, corrected by what it says about itself where that can be believed.</summary>
/// <remarks>
/// A lot that never closes is open whatever it says, for of those readings one in eight says closed and cars come and
/// go all the same. Outside its hours a lot is closed. Within them it is open unless a live reading from the
/// same opening says that it is not. Where the hours are not known, a live reading decides.
/// </remarks>
internal static class OpenRule
{
    public static bool? IsOpen(Lot lot, Reading? reading, bool isLive, DateTimeOffset now)
    {
        if (lot.Hours is not { } hours)
        {
            return isLive ? reading?.Open : null;
        }

        if (hours.IsAlways)
        {
            return true;
        }

        return hours.OpenedAt(now) is { } opened
            && !(isLive && reading is { Open: false } && reading.ObservedAt >= opened);
    }
}
