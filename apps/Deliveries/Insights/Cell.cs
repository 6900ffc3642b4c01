using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Insights;

/// <summary>A cell of the heat grid, counted from the south pole and from the dateline.</summary>
internal readonly record struct Cell(int Row, int Column)
{
    /// <summary>The cell of level 0 that a place is in.</summary>
    public static Cell Of(Coordinate place) => new(
        (int)Math.Floor((place.Lat + 90) / HeatGrid.FinestDeg), (int)Math.Floor((place.Lng + 180) / HeatGrid.FinestDeg));

    /// <summary>The cell that it is part of so many levels higher.</summary>
    public Cell Coarser(int levels) => new(Row >> levels, Column >> levels);

    /// <summary>Its middle.</summary>
    public Coordinate Centre(double cellDeg) => new(
        Math.Round(((Row + 0.5) * cellDeg) - 90, 6), Math.Round(((Column + 0.5) * cellDeg) - 180, 6));
}
