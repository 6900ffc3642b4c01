using Homing.Parking.Search;

namespace Homing.Bench.Nearest;

/// <summary>Places as they are found: most of them close together in towns, towns of very different size.</summary>
internal static class ClusteredPoints
{
    /// <summary>The attribute bits: bit i is set on about <c>Shares[i]</c> of the points, each by its own chance.</summary>
    public static readonly double[] Shares = [1, 0.35, 0.07, 0.007, 0.0007];

    public static IndexedPoint[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var towns = new (double Latitude, double Longitude, double Spread)[Math.Max(1, count / 2000)];
        for (var town = 0; town < towns.Length; town++)
        {
            towns[town] = (
                35 + (15 * random.NextDouble()), -5 + (40 * random.NextDouble()), 0.01 + (0.1 * random.NextDouble()));
        }

        var points = new IndexedPoint[count];
        for (var point = 0; point < count; point++)
        {
            // Squaring favours the first towns: a few are large.
            var choice = random.NextDouble();
            var town = towns[(int)(choice * choice * towns.Length)];
            var place = UnitVector.FromDegrees(
                town.Latitude + (town.Spread * Normal(random)), town.Longitude + (town.Spread * Normal(random)));
            points[point] = new IndexedPoint(point.ToString("D8"), place, Attributes(random), random.Next(0, 300));
        }

        return points;
    }

    /// <summary>Places to ask from: as clustered as the points, and off them by up to some kilometres.</summary>
    public static UnitVector[] Queries(IndexedPoint[] points, int count, int seed)
    {
        var random = new Random(seed);
        var queries = new UnitVector[count];
        for (var query = 0; query < count; query++)
        {
            var near = points[random.Next(points.Length)].Place;
            var x = near.X + (2e-4 * Normal(random));
            var y = near.Y + (2e-4 * Normal(random));
            var z = near.Z + (2e-4 * Normal(random));
            var length = Math.Sqrt((x * x) + (y * y) + (z * z));
            queries[query] = new UnitVector(x / length, y / length, z / length);
        }

        return queries;
    }

    public static uint Attributes(Random random)
    {
        var attributes = 1u;
        for (var bit = 1; bit < Shares.Length; bit++)
        {
            attributes |= random.NextDouble() < Shares[bit] ? 1u << bit : 0;
        }

        return attributes;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
