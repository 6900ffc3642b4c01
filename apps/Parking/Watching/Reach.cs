using Homing.Parking.Search;

namespace Homing.Parking.Watching;

/// <summary>What a <see cref="ReachIndex{T}"/> holds of an item.</summary>
internal sealed class Reach<T>(T item, UnitVector place)
{
    public T Item { get; } = item;

    public UnitVector Place { get; } = place;

    /// <summary>How far it reaches, as the square of a chord.</summary>
    public double Squared { get; set; } = double.PositiveInfinity;

    /// <summary>The level it stands on; see <see cref="ReachLevel{T}"/>.</summary>
    public int Level { get; set; }

    /// <summary>The cell it stands in, and where in it; null once it was removed.</summary>
    public List<Reach<T>>? Cell { get; set; }

    public int Slot { get; set; }
}
