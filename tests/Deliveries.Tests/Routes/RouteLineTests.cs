using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Routes;

public sealed class RouteLineTests
{
    [Fact]
    public void The_ends_are_the_first_and_last_point() => Seeds.ForAny(300, seed =>
    {
        var line = Winding(new Random(seed));
        Assert.Equal(line.Points[0], line.At(0).Place);
        Assert.Equal(line.Points[0], line.At(-1).Place);
        Assert.Equal(line.Points[0], line.At(double.NaN).Place);
        Assert.Equal(line.Points[^1], line.At(line.LengthM).Place);
        Assert.Equal(line.Points[^1], line.At(line.LengthM + 1).Place);
    });

    [Fact]
    public void Going_along_covers_the_distance_that_was_asked_for() => Seeds.ForAny(300, seed =>
    {
        var random = new Random(seed);
        var line = Winding(random);
        var from = random.NextDouble() * line.LengthM;
        var to = from + (random.NextDouble() * (line.LengthM - from));

        // The way along is never shorter than the straight one, and the same within one stretch.
        var straight = GreatCircle.DistanceM(line.At(from).Place, line.At(to).Place);
        Assert.True(straight <= to - from + 1e-6, $"{straight} m in {to - from} m");
        var legs = Corners(line, from, to).Sum(leg => GreatCircle.DistanceM(line.At(leg.From).Place, line.At(leg.To).Place));
        Assert.Equal(to - from, legs, 1e-5);
    });

    [Fact]
    public void Projecting_a_place_on_the_line_finds_how_far_it_is() => Seeds.ForAny(300, seed =>
    {
        var random = new Random(seed);
        var line = Winding(random);
        var metres = random.NextDouble() * line.LengthM;
        Assert.Equal(metres, line.Project(line.At(metres).Place), 1e-4);
    });

    [Fact]
    public void Projecting_any_place_finds_none_nearer() => Seeds.ForAny(300, seed =>
    {
        var random = new Random(seed);
        var line = Winding(random);
        var start = line.Points[0];
        var place = new Coordinate(
            Math.Clamp(start.Lat + random.NextDouble() - 0.5, -90, 90), Wrap(start.Lng + random.NextDouble() - 0.5));
        var nearest = GreatCircle.DistanceM(place, line.At(line.Project(place)).Place);
        for (var i = 0; i <= 200; i++)
        {
            Assert.True(nearest <= GreatCircle.DistanceM(place, line.At(line.LengthM * i / 200).Place) + 1e-4);
        }
    });

    [Fact]
    public void A_place_beyond_an_end_projects_to_the_end()
    {
        var line = new RouteLine([new(0, 0), new(0, 1)]);
        Assert.Equal(0, line.Project(new(5, -3)));
        Assert.Equal(line.LengthM, line.Project(new(-5, 4)));
        Assert.Equal(line.LengthM / 2, line.Project(new(1, 0.5)), 1e-4);
    }

    [Fact]
    public void The_date_line_is_no_border()
    {
        var line = new RouteLine([new(10, 179.999), new(10, -179.999)]);
        Assert.Equal(219.0, line.LengthM, 0.1);
        Assert.Equal(180, Math.Abs(line.At(line.LengthM / 2).Place.Lng), 1e-6);
        Assert.Equal(90, line.At(10).BearingDeg, 0.01);
    }

    [Fact]
    public void A_line_needs_two_different_points()
    {
        Assert.Throws<ArgumentException>(() => new RouteLine([]));
        Assert.Throws<ArgumentException>(() => new RouteLine([new(1, 1), new(1, 1)]));
        Assert.Throws<ArgumentException>(() => new RouteLine([new(1, 1), new(91, 1)]));
    }

    [Theory]
    [InlineData(0, 0, 1, 0, 0)]
    [InlineData(0, 0, 0, 1, 90)]
    [InlineData(0, 0, -1, 0, 180)]
    [InlineData(0, 0, 0, -1, 270)]
    [InlineData(0, 179.5, 0, -179.5, 90)]
    [InlineData(5, 5, 5, 5, 0)]
    public void Bearings_turn_clockwise_from_north(double lat, double lng, double toLat, double toLng, double degrees) =>
        Assert.Equal(degrees, GreatCircle.BearingDeg(new(lat, lng), new(toLat, toLng)), 1e-9);

    [Fact]
    public void A_bearing_is_never_360() => Seeds.ForAny(300, seed =>
    {
        var random = new Random(seed);
        var from = new Coordinate((random.NextDouble() * 170) - 85, (random.NextDouble() * 360) - 180);
        var to = new Coordinate(from.Lat + 1, Wrap(from.Lng + ((random.NextDouble() - 0.5) * 1e-15)));
        Assert.InRange(GreatCircle.BearingDeg(from, to), 0, 360 - double.Epsilon);
    });

    // A line that goes on and on in about one direction, so that it never comes near itself, with repeated points.
    private static RouteLine Winding(Random random)
    {
        var place = new Coordinate((random.NextDouble() * 120) - 60, (random.NextDouble() * 360) - 180);
        var points = new List<Coordinate> { place };
        for (var i = random.Next(1, 40); i > 0; i--)
        {
            place = new Coordinate(
                place.Lat + (random.NextDouble() * 0.009) + 1e-5, Wrap(place.Lng + ((random.NextDouble() - 0.5) * 0.002)));
            points.AddRange(Enumerable.Repeat(place, random.Next(1, 3)));
        }

        return new RouteLine(points);
    }

    private static List<(double From, double To)> Corners(RouteLine line, double from, double to)
    {
        var legs = new List<(double, double)>();
        var (last, metres) = (from, 0.0);
        foreach (var (a, b) in line.Points.Zip(line.Points.Skip(1)))
        {
            metres += GreatCircle.DistanceM(a, b);
            if (metres > from && metres < to)
            {
                legs.Add((last, metres));
                last = metres;
            }
        }

        return [.. legs, (last, to)];
    }

    private static double Wrap(double lng) => lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng;
}
