using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Tests.Insights;

public sealed class RideInsightsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly InsightLimits Limits = new(24 * 30, 4_000, 1_000);

    [Fact]
    public void Fold_equals_brute_force_in_whatever_order_partitions_are_read() => Seeds.ForAny(150, seed =>
    {
        var random = new Random(seed);
        var hours = 1 + random.Next(40);
        var limits = new InsightLimits(1 + random.Next(60), 5 + random.Next(200), 10_000);
        var log = RandomPositions.Make(random, hours);
        var insights = new RideInsights(limits);
        foreach (var (at, position) in Interleaved(log, random))
        {
            insights.Take(at, position);
        }

        Compare(insights, limits, new PlainFigures(log.SelectMany(partition => partition).Select(told => told.Position)), random);
    });

    [Fact]
    public void Positions_in_the_order_of_a_simulator_make_one_ride()
    {
        var insights = new RideInsights(Limits);
        for (var number = 0; number <= 10; number++)
        {
            Assert.True(insights.Take(new(1, number), Position(number, finished: number == 10)));
        }

        Assert.False(insights.Take(new(1, 11), Position(10, finished: true)));

        var totals = insights.AddUp(Noon, Noon.AddHours(1), null, 100).Totals;
        Assert.Equal((1, 1, 11, 1), (totals.Started, totals.Finished, totals.Positions, totals.Stale));
        Assert.Equal(10 * 11.12, totals.DistanceM, tolerance: 0.01);
        var ride = insights.FindNewest("1")!;
        Assert.Equal(("0-7", new LogPosition(1, 0), 11), (ride.RideId, ride.First, ride.Positions));
        Assert.Equal(22.24, ride.AverageMps, tolerance: 0.01);
        Assert.Equal(ride, insights.Find("1", "0-7"));
    }

    [Fact]
    public void Foreign_ride_is_named_by_its_first_position_and_ends_when_it_says_so()
    {
        var insights = new RideInsights(Limits);
        insights.Take(new(2, 5), Foreign(0));
        insights.Take(new(2, 6), Foreign(1, finished: true));
        insights.Take(new(2, 9), Foreign(2));

        var (total, rides) = insights.Rides(Noon, Noon.AddHours(1), null, 10);

        Assert.Equal(2, total);
        Assert.Equal(["position-2-9", "position-2-5"], rides.Select(ride => ride.RideId));
        Assert.Equal(new LogPosition(2, 5), insights.Find("9", "position-2-5")!.First);
        Assert.Null(insights.Find("9", "position-2-6"));
        Assert.Equal(2, insights.AddUp(Noon, Noon.AddHours(1), null, 100).Totals.Started);
    }

    [Fact]
    public void Ride_whose_beginning_is_no_longer_kept_did_not_start_then()
    {
        var insights = new RideInsights(Limits);
        insights.Take(new(0, 900), Position(40));

        Assert.Equal(0, insights.AddUp(Noon, Noon.AddHours(1), null, 100).Totals.Started);
        Assert.Equal(1, insights.Rides(Noon, Noon.AddHours(1), null, 10).Total);
    }

    [Fact]
    public void Straggler_of_an_older_ride_is_stale()
    {
        var insights = new RideInsights(Limits);
        insights.Take(new(0, 0), Position(0) with { Ride = new RideId(0, 7) });
        insights.Take(new(0, 1), Position(1) with { Ride = new RideId(0, 8), Number = 0 });

        Assert.False(insights.Take(new(0, 2), Position(2) with { Ride = new RideId(0, 7), Number = 1 }));
        Assert.Equal("0-8", insights.FindNewest("1")!.RideId);
    }

    [Fact]
    public void Of_too_many_rides_the_one_silent_for_the_longest_is_forgotten_and_its_counts_stay()
    {
        var insights = new RideInsights(Limits with { Rides = 3 });
        for (var route = 0; route < 3; route++)
        {
            insights.Take(new(0, route), Foreign(route) with { RouteId = $"r{route}" });
        }

        insights.Take(new(0, 3), Foreign(3) with { RouteId = "r0" });
        insights.Take(new(0, 4), Foreign(4) with { RouteId = "r3" });

        Assert.Null(insights.FindNewest("r1"));
        Assert.NotNull(insights.FindNewest("r0"));
        Assert.Equal(["r0", "r2", "r3"], insights.Routes().Order());
        Assert.Null(insights.Find("r1", "position-0-1"));
        Assert.NotNull(insights.Find("r0", "position-0-0"));
        Assert.Equal(4, insights.AddUp(Noon, Noon.AddHours(1), null, 100).Totals.Started);
    }

    [Fact]
    public void Rides_of_any_time_are_those_of_brute_force() => Seeds.ForAny(200, seed =>
    {
        var random = new Random(seed);
        var insights = new RideInsights(Limits with { Rides = 1 + random.Next(120) });
        for (var number = 0; number < 300; number++)
        {
            var (route, at) = ($"r{random.Next(40)}", Noon.AddMinutes(number * random.Next(1, 3) + random.Next(-90, 90)));
            insights.Take(new(route.Length, number), Foreign(0, finished: random.Next(3) > 0) with { RouteId = route, ObservedAt = at });
        }

        var all = insights.Rides(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, int.MaxValue).Rides;
        Assert.All(all, ride => Assert.Equal(ride, insights.Find(ride.RouteId, ride.RideId)));
        Assert.All(all, ride => Assert.Null(insights.Find(ride.RouteId, "0-1")));
        for (var question = 0; question < 20; question++)
        {
            var from = Noon.AddMinutes(random.Next(-120, 600));
            var to = random.Next(4) == 0 ? from.AddHours(1) : from.AddMinutes(random.Next(1, 600));
            var route = random.Next(3) == 0 ? $"r{random.Next(40)}" : null;
            var limit = random.Next(1, 60);
            var (total, rides) = insights.Rides(from, to, route, limit);
            var expected = all
                .Where(ride => ride.StartedAt >= from && ride.StartedAt < to && (route is null || ride.RouteId == route))
                .OrderByDescending(ride => ride.StartedAt).ThenByDescending(ride => ride.First.Offset).ToArray();
            Assert.Equal(expected.Length, total);
            Assert.Equal(expected.Take(limit), rides);
        }
    });

    [Fact]
    public void Hours_out_of_the_window_are_gone_and_it_says_since_when_it_knows()
    {
        var insights = new RideInsights(Limits with { Hours = 2 });
        insights.Take(new(0, 0), Foreign(0));
        Assert.Equal(Noon, insights.AddUp(Noon, Noon.AddHours(1), null, 10).KnownSince);

        insights.Take(new(0, 1), Foreign(1) with { ObservedAt = Noon.AddHours(5).AddMinutes(1) });

        var figures = insights.AddUp(Noon.AddDays(-1), Noon.AddDays(1), null, 10);
        Assert.Equal(1, figures.Totals.Positions);
        Assert.Equal(Noon.AddHours(4), figures.KnownSince);
    }

    [Fact]
    public void Nothing_is_known_of_nothing()
    {
        var figures = new RideInsights(Limits).AddUp(Noon, Noon.AddHours(1), null, 10);

        Assert.Null(figures.KnownSince);
        Assert.Equal(new InsightTotals(0, 0, 0, 0, 0, 0, 0), figures.Totals);
        Assert.Empty(figures.Hours);
    }

    [Fact]
    public void Box_over_the_dateline_holds_what_is_on_both_sides_of_it()
    {
        var insights = new RideInsights(Limits);
        insights.Take(new(0, 0), Foreign(0) with { RouteId = "a", Place = new Coordinate(1, 179.9) });
        insights.Take(new(0, 1), Foreign(0) with { RouteId = "b", Place = new Coordinate(1, -179.9) });
        insights.Take(new(0, 2), Foreign(0) with { RouteId = "c", Place = new Coordinate(1, 0) });

        var heat = insights.AddUp(Noon, Noon.AddHours(1), new DegreeBox(179, 0, -179, 2), 10).Heat;

        Assert.Equal(2, heat.Cells.Count);
        Assert.All(heat.Cells.Keys, cell => Assert.InRange(Math.Abs(cell.Centre(heat.CellDeg).Lng), 179.89, 179.91));
    }

    private static void Compare(RideInsights insights, InsightLimits limits, PlainFigures plain, Random random)
    {
        var newest = plain.Hours().DefaultIfEmpty(Noon).Max();
        var kept = plain.Hours().Where(hour => hour > newest.AddHours(-limits.Hours)).Order().ToArray();
        var from = kept.Length == 0 ? Noon : kept[random.Next(kept.Length)].AddMinutes(random.Next(60));
        var to = from.AddMinutes(1 + random.Next(60 * 60));
        var asked = kept.Where(hour => hour.AddHours(1) > from && hour < to).ToHashSet();
        var maxCells = 1 + random.Next(50);

        var figures = insights.AddUp(from, to, null, maxCells);

        Assert.Equal(asked.Order(), figures.Hours.Select(hour => new DateTimeOffset(hour.Hour)));
        foreach (var hour in figures.Hours)
        {
            Assert.Equal(plain.Count(hour.Hour, _ => true), hour.Positions);
            Assert.Equal(plain.Count(hour.Hour, position => position.Finished), hour.Finished);
            Assert.Equal(plain.Started(hour.Hour), hour.Started);
            Assert.Equal(plain.DistanceMm(hour.Hour), Math.Round(hour.DistanceM * 1000));
        }

        Assert.Equal(figures.Hours.Sum(hour => hour.Positions), figures.Totals.Positions);
        Assert.Equal(asked.Sum(plain.Stale), figures.Totals.Stale);
        Assert.Equal(plain.Speeds(asked).OrderBy(bin => bin.Key), figures.Speeds);
        var (level, cells) = plain.Heat(asked, limits.CellsAnHour, maxCells);
        Assert.Equal(level, figures.Heat.Level);
        Assert.Equal(cells.OrderBy(cell => (cell.Key.Row, cell.Key.Column)), figures.Heat.Cells.OrderBy(cell => (cell.Key.Row, cell.Key.Column)));
        var (total, rides) = insights.Rides(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, int.MaxValue);
        Assert.Equal(plain.Rides.Count, total);
        Assert.Equal(
            plain.Rides.Order(),
            rides.Select(ride => (
                ride.RouteId, ride.ClientId, ride.StartedAt, ride.FinishedAt, ride.Positions, (long)Math.Round(ride.DistanceM * 1000)))
                .Order());
        Assert.Equal(rides.OrderByDescending(ride => ride.StartedAt).Select(ride => ride.StartedAt), rides.Select(ride => ride.StartedAt));
    }

    /// <summary>The partitions in runs of any length, each in its own order.</summary>
    private static IEnumerable<(LogPosition At, PositionRecord Position)> Interleaved(
        List<(LogPosition At, PositionRecord Position)>[] log, Random random)
    {
        var next = new int[log.Length];
        while (next.Zip(log).Any(pair => pair.First < pair.Second.Count))
        {
            var partition = random.Next(log.Length);
            for (var run = random.Next(300); run > 0 && next[partition] < log[partition].Count; run--)
            {
                yield return log[partition][next[partition]++];
            }
        }
    }

    private static PositionRecord Position(int number, bool finished = false) => new(
        "1", "client", new Coordinate(-15.8 + (number * 0.0001), -47.9), finished,
        Noon.AddSeconds(number * 0.5), new RideId(0, 7), number);

    private static PositionRecord Foreign(int number, bool finished = false) =>
        Position(number, finished) with { RouteId = "9", Ride = null, Number = null };
}
