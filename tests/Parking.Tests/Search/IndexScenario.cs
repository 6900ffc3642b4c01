using Homing.Parking.Search;

namespace Homing.Parking.Tests.Search;

/// <summary>Points, a place and a filter, all made from one seed; the awkward places come often.</summary>
internal sealed class IndexScenario
{
    private readonly Random _random;

    public IndexScenario(int seed)
    {
        _random = new Random(seed);
        var count = _random.Next(5) == 0 ? _random.Next(0, 4) : _random.Next(0, 700);
        Points = new IndexedPoint[count];
        var ids = Enumerable.Range(0, count).OrderBy(_ => _random.Next()).ToArray();
        for (var point = 0; point < count; point++)
        {
            var place = point > 0 && _random.Next(4) == 0 ? Points[_random.Next(point)].Place : AnyPlace();
            Points[point] = new IndexedPoint($"lot-{ids[point]}", place, AnyAttributes(), AnyFree());
        }
    }

    public IndexedPoint[] Points { get; }

    public UnitVector AnyPlace()
    {
        return _random.Next(8) switch
        {
            0 => UnitVector.FromDegrees(90, _random.Next(-180, 180)),
            1 => UnitVector.FromDegrees(-90 + (0.001 * _random.NextDouble()), _random.Next(-180, 180)),
            2 => UnitVector.FromDegrees(Around(0), 180 - (0.01 * _random.NextDouble())),
            3 => UnitVector.FromDegrees(Around(0), -180 + (0.01 * _random.NextDouble())),
            4 => UnitVector.FromDegrees(Around(-60), Around(100)),
            _ => UnitVector.FromDegrees(Around(41), Around(29)),
        };
    }

    public uint AnyAttributes() => (uint)_random.Next(0, 1 << _random.Next(0, 31));

    public int AnyFree() => _random.Next(3) == 0 ? IndexedPoint.Unknown : _random.Next(0, 50);

    public NearestFilter AnyFilter() => new()
    {
        AnyOf = _random.Next(2) == 0 ? 0 : AnyAttributes(),
        AndAnyOf = _random.Next(3) == 0 ? AnyAttributes() : 0,
        MinFree = _random.Next(2) == 0 ? null : _random.Next(0, 60),
    };

    public double AnyRadius() =>
        _random.Next(2) == 0 ? double.PositiveInfinity : GreatCircle.SquaredChordOf(Math.Pow(10, 8 * _random.NextDouble()));

    public int Next(int limit) => _random.Next(limit);

    public static bool Passes(in IndexedPoint point, in NearestFilter filter) =>
        (filter.AnyOf == 0 || (point.Attributes & filter.AnyOf) != 0)
        && (filter.AndAnyOf == 0 || (point.Attributes & filter.AndAnyOf) != 0)
        && (filter.MinFree is not { } minFree || point.Free >= minFree);

    public static Neighbour[] BruteForce(
        IReadOnlyList<IndexedPoint> points, UnitVector from, double maxSquaredChord, NearestFilter filter, int wanted) =>
        [.. points
            .Select((point, number) => (point, number, distance: point.Place.SquaredChordTo(from)))
            .Where(entry => Passes(entry.point, filter) && entry.distance <= maxSquaredChord)
            .OrderBy(entry => entry.distance)
            .ThenBy(entry => entry.point.Id, StringComparer.Ordinal)
            .Take(wanted)
            .Select(entry => new Neighbour(entry.distance, entry.number))];

    private double Around(double degrees) => degrees + ((_random.NextDouble() - 0.5) * Math.Pow(10, -_random.Next(0, 6)));
}
