using Homing.Parking.Search;

namespace Homing.Parking.Watching;

/// <summary>
/// The items whose reach is at most the side of this level's cubes, by cube: what reaches a place stands in the cube around
/// that place or in one of the 26 beside it.
/// </summary>
internal sealed class ReachLevel<T>(int exponent)
{
    private readonly Dictionary<Cube, List<Reach<T>>> _cells = [];

    // A power of two, so that dividing by the side is exact.
    private readonly double _perSide = Math.ScaleB(1, -exponent);

    public void Add(Reach<T> reach)
    {
        var cube = CubeAt(reach.Place);
        if (!_cells.TryGetValue(cube, out var cell))
        {
            _cells.Add(cube, cell = []);
        }

        Append(reach, cell);
    }

    public void Remove(Reach<T> reach)
    {
        var cell = reach.Cell!;
        TakeOut(reach);
        if (cell.Count == 0)
        {
            _cells.Remove(CubeAt(reach.Place));
        }
    }

    public void Find(in UnitVector place, HashSet<T> found)
    {
        if (_cells.Count == 0)
        {
            return;
        }

        var (x, y, z) = CubeAt(place);
        for (var cube = 0; cube < 27; cube++)
        {
            if (_cells.TryGetValue(new Cube(x + (cube % 3) - 1, y + (cube / 3 % 3) - 1, z + (cube / 9) - 1), out var cell))
            {
                AddReaching(place, cell, found);
            }
        }
    }

    public static void Append(Reach<T> reach, List<Reach<T>> cell)
    {
        (reach.Cell, reach.Slot) = (cell, cell.Count);
        cell.Add(reach);
    }

    /// <summary>Takes an item out of its cell; the last one takes its slot.</summary>
    public static void TakeOut(Reach<T> reach)
    {
        var cell = reach.Cell!;
        var last = cell[^1];
        (cell[reach.Slot], last.Slot) = (last, reach.Slot);
        cell.RemoveAt(cell.Count - 1);
        reach.Cell = null;
    }

    private static void AddReaching(in UnitVector place, List<Reach<T>> cell, HashSet<T> found)
    {
        foreach (var reach in cell)
        {
            if (reach.Place.SquaredChordTo(place) <= reach.Squared)
            {
                found.Add(reach.Item);
            }
        }
    }

    private Cube CubeAt(in UnitVector place) => new(
        (int)Math.Floor(place.X * _perSide), (int)Math.Floor(place.Y * _perSide), (int)Math.Floor(place.Z * _perSide));

    private readonly record struct Cube(int X, int Y, int Z);
}
