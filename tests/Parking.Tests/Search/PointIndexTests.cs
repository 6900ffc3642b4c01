using Homing.Parking.Search;

namespace Homing.Parking.Tests.Search;

public sealed class PointIndexTests
{
    [Fact]
    public void Nearest_of_any_points_is_what_brute_force_finds() => Seeds.ForAny(400, seed =>
    {
        var scenario = new IndexScenario(seed);
        var index = new PointIndex(scenario.Points);
        for (var query = 0; query < 10; query++)
        {
            AssertSame(scenario, index, scenario.Points);
        }
    });

    [Fact]
    public void Nearest_after_updates_and_additions_is_what_brute_force_finds() => Seeds.ForAny(200, seed =>
    {
        var scenario = new IndexScenario(seed);
        var index = new PointIndex(scenario.Points, overlayCapacity: 1 + scenario.Next(20));
        var points = scenario.Points.ToList();
        for (var change = 0; change < 100; change++)
        {
            if (points.Count == 0 || scenario.Next(4) == 0)
            {
                var added = new IndexedPoint(
                    $"new-{change}", scenario.AnyPlace(), scenario.AnyAttributes(), scenario.AnyFree());
                Assert.Equal(points.Count, index.Add(added));
                points.Add(added);
            }
            else
            {
                var number = scenario.Next(points.Count);
                points[number] = points[number] with { Attributes = scenario.AnyAttributes(), Free = scenario.AnyFree() };
                index.Update(number, points[number].Attributes, points[number].Free);
            }

            AssertSame(scenario, index, points);
        }
    });

    [Fact]
    public async Task Nearest_beside_updates_is_right_for_what_does_not_change()
    {
        // Two classes of points in one tree: one is steady, the other flickers in and out of the filter. Whatever the
        // interleaving, the steady ones must be answered as if alone, and a flickering one only with its bit.
        const uint Steady = 1, Flickering = 2;
        var random = new Random(7);
        var points = new IndexedPoint[5000];
        for (var point = 0; point < points.Length; point++)
        {
            var place = UnitVector.FromDegrees(41 + random.NextDouble(), 29 + random.NextDouble());
            points[point] = new IndexedPoint($"{point:D5}", place, point % 2 == 0 ? Steady : Flickering, 10);
        }

        var index = new PointIndex(points);
        using var over = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var writing = Task.Run(
            () =>
            {
                var writer = new Random(8);
                started.SetResult();
                while (!over.IsCancellationRequested)
                {
                    Change((writer.Next(points.Length / 2) * 2) + 1, writer.Next(0, 20));
                    Change(writer.Next(points.Length / 2) * 2, writer.Next(10, 1000));
                }
            },
            TestContext.Current.CancellationToken);
        await started.Task;
        var filter = new NearestFilter { AnyOf = Steady, MinFree = 10 };
        var found = new Neighbour[10];
        for (var query = 0; query < 3000; query++)
        {
            var from = UnitVector.FromDegrees(41 + random.NextDouble(), 29 + random.NextDouble());
            var count = index.Nearest(from, double.PositiveInfinity, filter, default(AcceptAll), found);
            var expected = query % 20 == 0
                ? IndexScenario.BruteForce(points, from, double.PositiveInfinity, new NearestFilter { AnyOf = Steady }, 10)
                : found;
            Assert.Equal(10, count);
            Assert.Equal(expected, found);
        }

        await over.CancelAsync();
        await writing;
        for (var query = 0; query < 50; query++)
        {
            var free = new NearestFilter { MinFree = 15 };
            var from = UnitVector.FromDegrees(41 + random.NextDouble(), 29 + random.NextDouble());
            var count = index.Nearest(from, double.PositiveInfinity, free, default(AcceptAll), found);
            Assert.Equal(IndexScenario.BruteForce(points, from, double.PositiveInfinity, free, 10), found[..count]);
        }

        void Change(int point, int free)
        {
            points[point] = points[point] with { Free = free };
            index.Update(point, points[point].Attributes, free);
        }
    }

    [Fact]
    public void Nearest_finds_what_a_great_circle_finds_across_the_dateline_and_the_poles()
    {
        (double Latitude, double Longitude)[] places =
            [(0, 179.9), (0, -179.95), (89.9, 10), (89.9, -170), (-89.99, 0), (41, 29), (41, 29.1)];
        var index = new PointIndex([.. places.Select((place, number) =>
            new IndexedPoint($"{number}", UnitVector.FromDegrees(place.Latitude, place.Longitude), 0, 0))]);

        Assert.Equal([1, 0], Nearest(index, 0, 180, 2));
        Assert.Equal([0, 1], Nearest(index, 0, 179.9, 2));
        Assert.Equal([3, 2], Nearest(index, 89.95, 190, 2));
        Assert.Equal([4], Nearest(index, -90, 123, 1));
        Assert.Equal([5, 6], Nearest(index, 41, 29, 2));
    }

    [Fact]
    public void Nearest_among_points_at_one_place_goes_by_the_id()
    {
        var place = UnitVector.FromDegrees(41, 29);
        var index = new PointIndex([.. Enumerable.Range(0, 200).Select(number =>
            new IndexedPoint($"{(number * 37) % 200:D3}", place, 0, 0))]);

        var found = Nearest(index, 41.5, 29.5, 5);

        Assert.Equal([0, 1, 2, 3, 4], found.Select(point => point * 37 % 200));
    }

    [Fact]
    public void Nearest_allocates_nothing()
    {
        var index = new PointIndex(new IndexScenario(3).Points);
        var found = new Neighbour[10];
        var from = UnitVector.FromDegrees(41, 29);
        var filter = new NearestFilter { AnyOf = 0xFF, MinFree = 3 };
        index.Nearest(from, double.PositiveInfinity, filter, default(AcceptAll), found);

        var before = GC.GetAllocatedBytesForCurrentThread();
        index.Nearest(from, double.PositiveInfinity, filter, default(AcceptAll), found);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void AssertSame(IndexScenario scenario, PointIndex index, IReadOnlyList<IndexedPoint> points)
    {
        var (from, radius, filter) = (scenario.AnyPlace(), scenario.AnyRadius(), scenario.AnyFilter());
        var found = new Neighbour[scenario.Next(40)];
        var count = index.Nearest(from, radius, filter, default(AcceptAll), found);
        Assert.Equal(IndexScenario.BruteForce(points, from, radius, filter, found.Length), found[..count]);
    }

    private static IEnumerable<int> Nearest(PointIndex index, double latitude, double longitude, int wanted)
    {
        var found = new Neighbour[wanted];
        var count = index.Nearest(
            UnitVector.FromDegrees(latitude, longitude), double.PositiveInfinity, default, default(AcceptAll), found);
        return found[..count].Select(neighbour => neighbour.Point);
    }
}
