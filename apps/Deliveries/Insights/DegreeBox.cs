using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Insights;

/// <summary>A box of degrees; it crosses the dateline where west is greater than east.</summary>
internal readonly record struct DegreeBox(double West, double South, double East, double North)
{
    public bool Contains(Coordinate place) =>
        place.Lat >= South && place.Lat <= North && (West <= East
            ? place.Lng >= West && place.Lng <= East
            : place.Lng >= West || place.Lng <= East);
}
