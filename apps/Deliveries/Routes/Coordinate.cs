namespace Homing.Deliveries.Routes;

/// <summary>A place on the Earth, WGS 84.</summary>
/// <param name="Lat">Degrees north, -90 to 90.</param>
/// <param name="Lng">Degrees east, -180 to 180.</param>
public readonly record struct Coordinate(double Lat, double Lng)
{
    /// <summary>True where both are numbers within their range.</summary>
    public bool IsValid => Lat is >= -90 and <= 90 && Lng is >= -180 and <= 180;
}
