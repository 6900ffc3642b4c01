using Homing.Parking.Availability;
using Homing.Parking.Catalogue;

namespace Homing.Parking.Nearby;

/// <summary>A lot that was found, and how it stood: all that an answer says of it follows from this.</summary>
/// <param name="Lot">The lot, as the catalogue had it.</param>
/// <param name="Meters">How far away it is, along the great circle.</param>
/// <param name="Status">What could be said about it.</param>
internal readonly record struct FoundLot(Lot Lot, double Meters, LotStatus Status);

/// <summary>What a search found.</summary>
/// <param name="Lots">The lots, nearest first.</param>
/// <param name="SquaredReach">
/// How far away a change can matter, as the square of a chord: to the last lot of a full list, else to the radius, else
/// infinity.
/// </param>
internal readonly record struct FoundLots(FoundLot[] Lots, double SquaredReach);
