using System.Diagnostics;
using Homing.Parking.Search;

namespace Homing.Bench.Nearest;

/// <summary>
/// The ten nearest of clustered points on one thread, by number of points and by share of points that pass the
/// filter; what an update costs; and queries beside updates. A sample of the answers is compared with brute force.
/// </summary>
internal static class NearestBenchmark
{
    public const string Name = "nearest";

    private const int Wanted = 10;
    private const int Rounds = 5;
    private const int Seed = 20260507;

    // Long enough for the code to be compiled for the last time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly int[] Sizes = [841, 10_000, 100_000, 1_000_000];

    public static async Task<NearestReport> RunAsync(CancellationToken cancellationToken)
    {
        var rows = new List<NearestRow>();
        MixedFigures? mixed = null;
        foreach (var size in Sizes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var points = ClusteredPoints.Make(size, Seed);
            var started = Stopwatch.GetTimestamp();
            var index = new PointIndex(points);
            var build = Stopwatch.GetElapsedTime(started);
            var queries = ClusteredPoints.Queries(points, 20_000, Seed + 1);
            var row = new NearestRow
            {
                Points = size,
                BuildMs = Math.Round(build.TotalMilliseconds, 1),
                QueryUs = [.. Filters().Select(filter => MeasureQueries(index, queries, filter))],
                AllocatedBytesPerQuery = MeasureAllocation(index, queries),
                Compared = CompareWithBruteForce(index, points, queries),
                UpdateNs = MeasureUpdates(index, points),
            };
            rows.Add(row);
            mixed = size == Sizes[^1] ? await MixedLoad.RunAsync(index, points, queries, cancellationToken) : null;
        }

        return new NearestReport(ClusteredPoints.Shares, Wanted, rows, mixed!);
    }

    private static IEnumerable<NearestFilter> Filters() =>
        ClusteredPoints.Shares.Select((_, bit) => bit == 0 ? default : new NearestFilter { AnyOf = 1u << bit });

    /// <summary>The median over rounds of the mean time of a query, in microseconds.</summary>
    private static double MeasureQueries(PointIndex index, UnitVector[] queries, NearestFilter filter)
    {
        Span<Neighbour> found = stackalloc Neighbour[Wanted];
        var means = new double[Rounds];
        var warmingUp = Stopwatch.GetTimestamp();
        for (var round = -1; round < Rounds;)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (ref readonly var from in queries.AsSpan())
            {
                index.Nearest(from, double.PositiveInfinity, filter, default(AcceptAll), found);
            }

            if (round >= 0)
            {
                means[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / queries.Length;
            }

            round += round >= 0 || Stopwatch.GetElapsedTime(warmingUp) > WarmUp ? 1 : 0;
        }

        return Math.Round(Median(means), 3);
    }

    private static double MeasureAllocation(PointIndex index, UnitVector[] queries)
    {
        Span<Neighbour> found = stackalloc Neighbour[Wanted];
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ref readonly var from in queries.AsSpan())
        {
            index.Nearest(from, double.PositiveInfinity, new NearestFilter { AnyOf = 2, MinFree = 5 }, default(AcceptAll), found);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)queries.Length;
    }

    /// <summary>The mean time of a change of one point's free places, in nanoseconds.</summary>
    private static double MeasureUpdates(PointIndex index, IndexedPoint[] points)
    {
        const int Updates = 200_000;
        var random = new Random(Seed + 2);
        var changes = new (int Point, int Free)[Updates];
        for (var change = 0; change < Updates; change++)
        {
            var point = random.Next(points.Length);
            changes[change] = (point, Math.Max(0, points[point].Free + random.Next(-5, 6)));
        }

        var means = new double[Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var (point, free) in changes)
            {
                index.Update(point, points[point].Attributes, free);
            }

            if (round >= 0)
            {
                means[round] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Updates;
            }
        }

        return Math.Round(Median(means), 1);
    }

    private static int CompareWithBruteForce(PointIndex index, IndexedPoint[] points, UnitVector[] queries)
    {
        Span<Neighbour> found = stackalloc Neighbour[Wanted];
        Span<Neighbour> expected = stackalloc Neighbour[Wanted];
        var compared = 0;
        foreach (var filter in Filters())
        {
            foreach (var from in queries.AsSpan(0, 40))
            {
                var count = index.Nearest(from, double.PositiveInfinity, filter, default(AcceptAll), found);
                var expectedCount = BruteForce.Nearest(points, from, filter, expected);
                if (!found[..count].SequenceEqual(expected[..expectedCount]))
                {
                    throw new InvalidOperationException($"The index disagrees with brute force at {from}, {filter}.");
                }

                compared++;
            }
        }

        return compared;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
