using System.Globalization;
using Homing.Deliveries.Live;
using Homing.Deliveries.Live.Views;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Live;

public sealed class ThinningTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void Any_view_shows_one_ride_a_cell_at_most_and_counts_all_inside()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var rides = Enumerable.Range(0, random.Next(400)).Select(number => Ride(
                number,
                (random.NextDouble() * 180) - 90,
                random.Next(4) == 0 ? 179.9 + (random.NextDouble() / 10) : (random.NextDouble() * 360) - 180)).ToArray();
            var (west, south) = ((random.NextDouble() * 360) - 180, (random.NextDouble() * 160) - 85);
            var east = random.Next(2) == 0 ? (random.NextDouble() * 360) - 180 : Math.Min(180, west + 1);
            var north = Math.Min(85, south + 0.1 + (random.NextDouble() * 90));
            if (south >= north || west == east)
            {
                continue;
            }

            var (width, height) = (random.Next(1, 2000), random.Next(1, 2000));
            var view = View(west, south, east, north, width, height);

            var (total, shown) = new Thinning().Choose(view, MapSnapshot.Of(rides, Now));

            // Counted and placed anew, from the text of the rules.
            var span = west < east ? east - west : east - west + 360;
            var inside = rides.Where(ride => ride.Place.Lat >= south && ride.Place.Lat <= north
                && (west < east
                    ? ride.Place.Lng >= west && ride.Place.Lng <= east
                    : ride.Place.Lng >= west || ride.Place.Lng <= east)).ToArray();
            var cells = inside.GroupBy(ride => CellOf(ride.Place, west, span, south, north, width, height)).ToArray();
            Assert.Equal(inside.Length, total);
            Assert.Equal(cells.Length, shown.Length);
            Assert.Equal(
                cells.Length,
                shown.Select(ride => CellOf(ride.Place, west, span, south, north, width, height)).Distinct().Count());
            Assert.All(shown, ride => Assert.Contains(ride, inside));
        }
    }

    [Fact]
    public void View_across_the_date_line_shows_both_sides()
    {
        LiveRide[] rides = [Ride(1, 0, 179.5), Ride(2, 0, -179.5), Ride(3, 0, 178), Ride(4, 0, 0), Ride(5, 0, 180), Ride(6, 0, -180)];

        var (total, shown) = new Thinning().Choose(View(179, -1, -179, 1, 800, 800), MapSnapshot.Of(rides, Now));

        // Both names of the meridian are one place.
        Assert.Equal(4, total);
        Assert.Equal(3, shown.Length);
    }

    [Fact]
    public void Same_ride_stays_chosen_as_long_as_it_is_in_its_cell()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var view = View(0, 0, 1, 1, 80, 80);
        var thinning = new Thinning();
        var places = Enumerable.Range(0, 300).Select(_ => (Lat: random.NextDouble(), Lng: random.NextDouble())).ToArray();
        var before = new Dictionary<int, string>();
        for (var step = 0; step < 50; step++)
        {
            var rides = places.Select((place, number) => Ride(number, place.Lat, place.Lng)).ToArray();
            var (_, shown) = thinning.Choose(view, MapSnapshot.Of(rides, Now));
            var there = rides.ToDictionary(ride => ride.RouteId, ride => Cell(view, ride));
            var now = shown.ToDictionary(ride => Cell(view, ride), ride => ride.RouteId);
            Assert.All(
                before.Where(cell => there[cell.Value] == cell.Key),
                cell => Assert.Equal(cell.Value, now[cell.Key]));
            before = now;
            for (var number = 0; number < places.Length; number++)
            {
                places[number] = (
                    Math.Clamp(places[number].Lat + (random.NextDouble() * 0.02) - 0.01, 0, 1),
                    Math.Clamp(places[number].Lng + (random.NextDouble() * 0.02) - 0.01, 0, 1));
            }
        }
    }

    [Fact]
    public void No_more_than_ten_thousand_are_shown_and_the_same_ones_again()
    {
        var random = new Random(1);
        var rides = Enumerable.Range(0, 60_000).Select(number => Ride(number, random.NextDouble(), random.NextDouble())).ToArray();
        var view = View(0, 0, 1, 1, 4000, 4000);
        var thinning = new Thinning();

        var (total, first) = thinning.Choose(view, MapSnapshot.Of(rides, Now));
        random.Shuffle(rides);
        var (_, second) = thinning.Choose(view, MapSnapshot.Of(rides, Now));
        var (_, elsewhere) = new Thinning().Choose(view, MapSnapshot.Of(rides, Now));

        Assert.Equal((60_000, Thinning.MaxShown), (total, first.Length));
        Assert.Equal(first, second);
        Assert.Equal(first, elsewhere);
    }

    [Fact]
    public void Rides_that_arrived_more_than_a_minute_ago_are_left_out()
    {
        LiveRide[] rides =
        [
            Ride(1, 0, 0) with { Finished = true, ObservedAt = Now - TimeSpan.FromSeconds(60) },
            Ride(2, 0, 0) with { Finished = true, ObservedAt = Now - TimeSpan.FromSeconds(61) },
            Ride(3, 0, 0) with { ObservedAt = Now - TimeSpan.FromHours(1) },
        ];

        Assert.Equal(2, MapSnapshot.Of(rides, Now).Count);
    }

    private static int Cell(MapView view, LiveRide ride) => view.CellOf(ride.Place.Lng, MapView.Mercator(ride.Place.Lat));

    private static (long X, long Y) CellOf(
        Coordinate place, double west, double span, double south, double north, int width, int height)
    {
        var x = (place.Lng - west + 360) % 360 / span * width;
        var y = (Y(north) - Y(place.Lat)) / (Y(north) - Y(south)) * height;
        return ((long)Math.Floor(x / 8), (long)Math.Floor(y / 8));

        static double Y(double lat) => Math.Log(Math.Tan((Math.PI / 4) + (double.DegreesToRadians(lat) / 2)));
    }

    private static MapView View(double west, double south, double east, double north, int width, int height) =>
        MapView.Read(FormattableString.Invariant(
            $"west={west:R}&south={south:R}&east={east:R}&north={north:R}&width={width}&height={height}"));

    private static LiveRide Ride(int number, double lat, double lng) => new()
    {
        RouteId = number.ToString(CultureInfo.InvariantCulture),
        At = new(0, number),
        Place = new Coordinate(lat, lng),
        BearingDeg = 0,
        SpeedMps = 0,
        Finished = false,
        ObservedAt = Now,
    };
}
