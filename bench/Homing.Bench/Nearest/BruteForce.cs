using Homing.Parking.Search;

namespace Homing.Bench.Nearest;

/// <summary>Looks at every point.</summary>
internal static class BruteForce
{
    public static int Nearest(IndexedPoint[] points, in UnitVector from, in NearestFilter filter, Span<Neighbour> results)
    {
        var count = 0;
        for (var point = 0; point < points.Length; point++)
        {
            if (filter.AnyOf != 0 && (points[point].Attributes & filter.AnyOf) == 0)
            {
                continue;
            }

            var squaredChord = points[point].Place.SquaredChordTo(from);
            var at = count;
            while (at > 0 && squaredChord < results[at - 1].SquaredChord)
            {
                at--;
            }

            if (at == results.Length)
            {
                continue;
            }

            count = Math.Min(count + 1, results.Length);
            results[at..(count - 1)].CopyTo(results[(at + 1)..]);
            results[at] = new Neighbour(squaredChord, point);
        }

        return count;
    }
}
