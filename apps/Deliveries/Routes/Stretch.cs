namespace Homing.Deliveries.Routes;

/// <summary>One great-circle arc of a line, from one point to the next.</summary>
internal readonly struct Stretch
{
    private readonly UnitVector _from;
    private readonly UnitVector _to;
    private readonly UnitVector _tangent;
    private readonly UnitVector _tangentAtEnd;
    private readonly double _angle;

    private Stretch(UnitVector from, UnitVector to, double angle, double startM, double bearingDeg)
    {
        (_from, _to, _angle) = (from, to, angle);
        _tangent = from.TangentTowards(to);
        var back = to.TangentTowards(from);
        _tangentAtEnd = new UnitVector(-back.X, -back.Y, -back.Z);
        (StartM, LengthM, BearingDeg) = (startM, angle * GreatCircle.EarthRadiusM, bearingDeg);
    }

    /// <summary>Where it starts, in metres along the line.</summary>
    public double StartM { get; }

    public double LengthM { get; }

    public double BearingDeg { get; }

    /// <summary>The arc between two points; null where they are one place.</summary>
    public static Stretch? Between(Coordinate from, Coordinate to, double startM)
    {
        var (a, b) = (UnitVector.Of(from), UnitVector.Of(to));
        var angle = a.AngleTo(b);
        return angle > 0 ? new Stretch(a, b, angle, startM, GreatCircle.BearingDeg(from, to)) : null;
    }

    /// <summary>The place so many metres along the line.</summary>
    public Coordinate At(double metres)
    {
        var (sin, cos) = Math.SinCos((metres - StartM) / GreatCircle.EarthRadiusM);
        return new UnitVector(
            (_from.X * cos) + (_tangent.X * sin),
            (_from.Y * cos) + (_tangent.Y * sin),
            (_from.Z * cos) + (_tangent.Z * sin)).ToCoordinate();
    }

    /// <summary>The square of the chord from a place to the nearest point of the arc.</summary>
    public double SquaredChordFrom(in UnitVector place)
    {
        if (place.Dot(_tangent) <= 0)
        {
            return place.SquaredChordTo(_from);
        }

        if (place.Dot(_tangentAtEnd) >= 0)
        {
            return place.SquaredChordTo(_to);
        }

        // Above the arc: the sine of the angle to its plane, turned into a chord without losing digits.
        var x = (_from.Y * _tangent.Z) - (_from.Z * _tangent.Y);
        var y = (_from.Z * _tangent.X) - (_from.X * _tangent.Z);
        var z = (_from.X * _tangent.Y) - (_from.Y * _tangent.X);
        var sine = place.Dot(new UnitVector(x, y, z));
        return 2 * sine * sine / (1 + Math.Sqrt(1 - Math.Min(1, sine * sine)));
    }

    /// <summary>How many metres along the line the point of the arc nearest to a place is.</summary>
    public double Project(in UnitVector place)
    {
        var angle = place.Dot(_tangent) <= 0 ? 0
            : place.Dot(_tangentAtEnd) >= 0 ? _angle
            : Math.Clamp(Math.Atan2(place.Dot(_tangent), place.Dot(_from)), 0, _angle);
        return StartM + (angle * GreatCircle.EarthRadiusM);
    }
}
