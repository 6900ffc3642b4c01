using System.Runtime.InteropServices;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Insights;

/// <summary>
/// How many positions fell into each cell of a fixed grid of degrees. With more cells than it may have it doubles the side
/// of all of them: the level is the lowest at which they fit, whatever the order in which the positions came.
/// </summary>
internal sealed class HeatGrid
{
    /// <summary>The side of a cell of level 0, in degrees: about 55 m north to south.</summary>
    public const double FinestDeg = 0.0005;

    private readonly int _maxCells;
    private Dictionary<Cell, long> _cells = [];

    public HeatGrid(int maxCells, int level = 0) => (_maxCells, Level) = (maxCells, level);

    /// <summary>How often the side was doubled.</summary>
    public int Level { get; private set; }

    public IReadOnlyDictionary<Cell, long> Cells => _cells;

    /// <summary>The side of a cell, in degrees.</summary>
    public double CellDeg => FinestDeg * (1 << Level);

    public void Add(Coordinate place) => Add(Cell.Of(place).Coarser(Level), 1);

    /// <summary>Adds what another grid has inside a box; a grid that is coarser than this makes this as coarse.</summary>
    public void Add(HeatGrid other, DegreeBox? box)
    {
        while (Level < other.Level)
        {
            Coarsen();
        }

        foreach (var (cell, positions) in other._cells)
        {
            if (box is not { } within || within.Contains(cell.Centre(other.CellDeg)))
            {
                Add(cell.Coarser(Level - other.Level), positions);
            }
        }
    }

    private void Add(Cell cell, long positions)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_cells, cell, out _) += positions;
        while (_cells.Count > _maxCells)
        {
            Coarsen();
        }
    }

    private void Coarsen()
    {
        var coarser = new Dictionary<Cell, long>();
        foreach (var (cell, positions) in _cells)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(coarser, cell.Coarser(1), out _) += positions;
        }

        (_cells, Level) = (coarser, Level + 1);
    }
}
