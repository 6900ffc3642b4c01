namespace Homing.Deliveries.Routes;

/// <summary>
/// A direction from the centre of the Earth. Geometry on these knows no date line and no poles; 64 bits are good for
/// nanometres on the ground.
/// </summary>
internal readonly record struct UnitVector(double X, double Y, double Z)
{
    public static UnitVector Of(Coordinate place)
    {
        var (sinLat, cosLat) = Math.SinCos(double.DegreesToRadians(place.Lat));
        var (sinLng, cosLng) = Math.SinCos(double.DegreesToRadians(place.Lng));
        return new UnitVector(cosLat * cosLng, cosLat * sinLng, sinLat);
    }

    public Coordinate ToCoordinate() => new(
        double.RadiansToDegrees(Math.Atan2(Z, Math.Sqrt((X * X) + (Y * Y)))),
        double.RadiansToDegrees(Math.Atan2(Y, X)));

    public double Dot(in UnitVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    public double SquaredChordTo(in UnitVector other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return (x * x) + (y * y) + (z * z);
    }

    /// <summary>The angle to the other, in radians, exact to rounding from zero to the antipode (W. Kahan).</summary>
    public double AngleTo(in UnitVector other) => 2 * Math.Atan2(
        Math.Sqrt(SquaredChordTo(other)),
        Math.Sqrt(SquaredChordTo(new UnitVector(-other.X, -other.Y, -other.Z))));

    /// <summary>The direction in which one leaves here for the other, a unit vector too. The two must differ.</summary>
    public UnitVector TangentTowards(in UnitVector other)
    {
        // The chord, less its part along this vector: subtracting first keeps the digits of near places.
        var (x, y, z) = (other.X - X, other.Y - Y, other.Z - Z);
        var along = (x * X) + (y * Y) + (z * Z);
        (x, y, z) = (x - (along * X), y - (along * Y), z - (along * Z));
        var length = Math.Sqrt((x * x) + (y * y) + (z * z));
        return new UnitVector(x / length, y / length, z / length);
    }
}
