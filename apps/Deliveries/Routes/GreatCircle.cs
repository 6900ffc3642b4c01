namespace Homing.Deliveries.Routes;

/// <summary>Distances and bearings on a sphere with the mean radius of the Earth.</summary>
public static class GreatCircle
{
    /// <summary>The mean radius of the WGS 84 ellipsoid, in metres.</summary>
    public const double EarthRadiusM = 6_371_008.8;

    /// <summary>The distance along the surface, in metres.</summary>
    public static double DistanceM(Coordinate a, Coordinate b) =>
        EarthRadiusM * UnitVector.Of(a).AngleTo(UnitVector.Of(b));

    /// <summary>The direction in which one leaves <paramref name="a"/> for <paramref name="b"/>.</summary>
    /// <returns>Degrees clockwise from north, 0 up to but not including 360; 0 where the two are one place.</returns>
    public static double BearingDeg(Coordinate a, Coordinate b)
    {
        var (sinA, cosA) = Math.SinCos(double.DegreesToRadians(a.Lat));
        var (sinB, cosB) = Math.SinCos(double.DegreesToRadians(b.Lat));
        var (sinLng, cosLng) = Math.SinCos(double.DegreesToRadians(b.Lng - a.Lng));
        var degrees = double.RadiansToDegrees(Math.Atan2(sinLng * cosB, (cosA * sinB) - (sinA * cosB * cosLng)));

        // A hair west of north must not be rounded up to 360.
        return degrees >= 0 ? degrees : degrees + 360 is var turned && turned < 360 ? turned : 0;
    }
}
