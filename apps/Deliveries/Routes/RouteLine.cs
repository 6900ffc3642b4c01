namespace Homing.Deliveries.Routes;

/// <summary>A line of great-circle stretches, measured along. Immutable.</summary>
public sealed class RouteLine
{
    private readonly Stretch[] _stretches;

    /// <summary>Measures the line. A point that repeats the one before it adds nothing and is left out.</summary>
    /// <exception cref="ArgumentException">There are not two different points, or one is not on the Earth.</exception>
    public RouteLine(IEnumerable<Coordinate> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var kept = new List<Coordinate>();
        var stretches = new List<Stretch>();
        foreach (var point in points)
        {
            if (!point.IsValid)
            {
                throw new ArgumentException($"{point} is not on the Earth.", nameof(points));
            }

            if (kept.Count == 0)
            {
                kept.Add(point);
            }
            else if (Stretch.Between(kept[^1], point, LengthM) is { } stretch)
            {
                kept.Add(point);
                stretches.Add(stretch);
                LengthM = stretch.StartM + stretch.LengthM;
            }
        }

        if (kept.Count < 2)
        {
            throw new ArgumentException("A line needs two different points.", nameof(points));
        }

        Points = kept;
        _stretches = [.. stretches];
    }

    /// <summary>Its points, none of which repeats the one before it; at least two.</summary>
    public IReadOnlyList<Coordinate> Points { get; }

    /// <summary>How long it is, in metres; more than 0.</summary>
    public double LengthM { get; }

    /// <summary>Where one is after so many metres from the start, and the direction of the line there.</summary>
    /// <param name="metres">What lies outside the line counts as its nearer end.</param>
    /// <returns>The place, exactly the first or last point at the ends; degrees clockwise from north, 0 to 360.</returns>
    public (Coordinate Place, double BearingDeg) At(double metres)
    {
        // The negation also catches NaN.
        if (!(metres > 0))
        {
            return (Points[0], _stretches[0].BearingDeg);
        }

        if (metres >= LengthM)
        {
            return (Points[^1], _stretches[^1].BearingDeg);
        }

        ref readonly var stretch = ref _stretches[Find(metres)];
        return (stretch.At(metres), stretch.BearingDeg);
    }

    /// <summary>How far along the line its point nearest to a place is.</summary>
    /// <returns>Metres from the start, 0 to <see cref="LengthM"/>; the first where several are equally near.</returns>
    public double Project(Coordinate place)
    {
        var vector = UnitVector.Of(place);
        var best = 0;
        var nearest = double.PositiveInfinity;
        for (var index = 0; index < _stretches.Length; index++)
        {
            if (_stretches[index].SquaredChordFrom(vector) is var chord && chord < nearest)
            {
                (best, nearest) = (index, chord);
            }
        }

        return _stretches[best].Project(vector);
    }

    // The last stretch that starts at or before.
    private int Find(double metres)
    {
        var (low, high) = (0, _stretches.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_stretches[middle].StartM <= metres)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
