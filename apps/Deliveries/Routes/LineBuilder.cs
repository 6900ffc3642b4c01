namespace Homing.Deliveries.Routes;

/// <summary>Makes a line of points, wherever they come from. Goes on whatever is wrong, so that all faults are told at once.</summary>
/// <param name="name">What to call the source in faults.</param>
/// <param name="maxJumpM">The longest way between two points, in metres.</param>
public sealed class LineBuilder(string name, double maxJumpM)
{
    /// <summary>The most points: the line stands in a record of each ride, and a record has 1 MB at most.</summary>
    public const int MaxPoints = 20_000;

    private readonly List<Coordinate> _points = [];
    private readonly List<RouteFault> _faults = [];
    private Coordinate? _last;
    private int _number;

    /// <summary>Takes the next point.</summary>
    public void Add(Coordinate point)
    {
        _number++;
        if (_last is { } last && GreatCircle.DistanceM(last, point) is var jump && jump > maxJumpM)
        {
            _faults.Add(new RouteFault(name, _number, FormattableString.Invariant(
                $"{jump:0} m from the point before; at most {maxJumpM:0.###} m are allowed")));
        }

        _last = point;
        _points.Add(point);
    }

    /// <summary>Counts a point of which nobody can tell where it is.</summary>
    public void Refuse(string reason)
    {
        _faults.Add(new RouteFault(name, ++_number, reason));

        // After it, nobody can tell a jump from a gap.
        _last = null;
    }

    /// <summary>Makes the line.</summary>
    /// <param name="faults">Where faults go.</param>
    /// <returns>The line; null where there is a fault.</returns>
    public RouteLine? Build(ICollection<RouteFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var whole = _faults.Count > 0 ? null
            : _points.Count == 0 ? "there are no points"
            : _points.Count > MaxPoints ? FormattableString.Invariant($"{_points.Count} points; at most {MaxPoints} are allowed")
            : _points.Distinct().Count() < 2 ? "there is only one place; a line needs two"
            : null;
        if (whole is not null)
        {
            _faults.Add(new RouteFault(name, null, whole));
        }

        _faults.ForEach(faults.Add);
        return _faults.Count == 0 ? new RouteLine(_points) : null;
    }
}
