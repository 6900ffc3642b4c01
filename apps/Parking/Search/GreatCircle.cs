namespace Homing.Parking.Search;

/// <summary>Distances on a sphere with the mean radius of the Earth.</summary>
public static class GreatCircle
{
    /// <summary>The mean radius of the WGS 84 ellipsoid, in metres.</summary>
    public const double EarthRadiusMeters = 6_371_008.8;

    /// <summary>The distance along the surface, in metres; exact to rounding from a millimetre to the antipode.</summary>
    public static double Meters(in UnitVector a, in UnitVector b)
    {
        // The arc sine of half the chord loses digits near the antipode and the arc cosine near zero; this loses
        // none anywhere (W. Kahan).
        var difference = Math.Sqrt(a.SquaredChordTo(b));
        var sum = Math.Sqrt(a.SquaredChordTo(new UnitVector(-b.X, -b.Y, -b.Z)));
        return 2 * EarthRadiusMeters * Math.Atan2(difference, sum);
    }

    /// <summary>
    /// The square of the chord that spans an arc of that length, a hair long: whoever searches with it filters by
    /// <see cref="Meters"/> afterwards.
    /// </summary>
    public static double SquaredChordOf(double meters)
    {
        var halfAngle = Math.Min(meters / (2 * EarthRadiusMeters), Math.PI / 2);
        var chord = 2 * Math.Sin(halfAngle);
        return (chord * chord * (1 + 1e-12)) + 1e-30;
    }
}
