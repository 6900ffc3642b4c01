namespace Homing.Parking.Search;

/// <summary>
/// A place as a vector from the centre of a sphere of radius 1. Chords order as great circles do, and there is no
/// seam at the dateline and no special case at the poles.
/// </summary>
public readonly record struct UnitVector(double X, double Y, double Z)
{
    /// <summary>The place at those degrees; any longitude is taken.</summary>
    public static UnitVector FromDegrees(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(latitude));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(longitude));
        return new UnitVector(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>
    /// The square of the chord to <paramref name="other"/>. Everything in this folder computes it with these very
    /// operations in this order, so that two ways to one answer agree to the last bit.
    /// </summary>
    public double SquaredChordTo(in UnitVector other)
    {
        var x = X - other.X;
        var y = Y - other.Y;
        var z = Z - other.Z;
        return (x * x) + (y * y) + (z * z);
    }
}
