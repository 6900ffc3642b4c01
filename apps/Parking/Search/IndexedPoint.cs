namespace Homing.Parking.Search;

/// <summary>What the index holds of a point.</summary>
/// <param name="Id">Decides between points at the same distance, in ordinal order.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Attributes">Up to 31 bits; the highest bit is the index's own.</param>
/// <param name="Free">Free places, 0 or more; <see cref="Unknown"/> where nobody knows.</param>
public readonly record struct IndexedPoint(string Id, UnitVector Place, uint Attributes, int Free)
{
    /// <summary>The number of free places is not known.</summary>
    public const int Unknown = -1;
}

/// <summary>A point that was found.</summary>
/// <param name="SquaredChord">How far it is, as the square of the chord on the unit sphere.</param>
/// <param name="Point">Its number, as it was given to the index.</param>
public readonly record struct Neighbour(double SquaredChord, int Point);
