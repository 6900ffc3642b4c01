using Homing.Deliveries.Live;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Tests.Live;

public sealed class RideFoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private static readonly RideId First = new(0, 10);
    private static readonly RideId Second = new(0, 20);
    private static readonly RouteLine Road = LiveScene.Road.Line;

    [Fact]
    public void Bearing_and_speed_come_from_the_last_two_positions()
    {
        var ride = Fold(null, At(0, 0, 0), 0);
        Assert.Equal((90, 0), (Math.Round(ride!.BearingDeg, 6), ride.SpeedMps));

        ride = Fold(ride, At(0.001, 0, 10), 1);

        Assert.Equal(0, ride!.BearingDeg, 6);
        Assert.Equal(11.1195, ride.SpeedMps, 4);
    }

    [Fact]
    public void Way_and_arrival_are_told_along_the_line()
    {
        var ride = Fold(Fold(null, At(0, 0.01, 0), 0), At(0, 0.02, 100), 1);

        Assert.Equal(Road.LengthM * 0.2, ride!.TravelledM!.Value, 3);
        Assert.Equal(Road.LengthM * 0.8, ride.RemainingM!.Value, 3);
        Assert.Equal(Start.AddSeconds(100 + 800), ride.Eta!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Ride_that_stands_keeps_its_bearing_and_has_no_arrival()
    {
        var ride = Fold(Fold(Fold(null, At(0, 0.01, 0), 0), At(0, 0.02, 1), 1), At(0, 0.02, 2), 2);

        Assert.Equal(90, ride!.BearingDeg, 6);
        Assert.Equal(0, ride.SpeedMps);
        Assert.Null(ride.Eta);
    }

    [Fact]
    public void Positions_of_one_moment_keep_the_speed()
    {
        var ride = Fold(Fold(Fold(null, At(0, 0.01, 0), 0), At(0, 0.02, 100), 1), At(0, 0.03, 100), 2);

        Assert.Equal(11.1195, ride!.SpeedMps, 3);
    }

    [Fact]
    public void Last_position_is_the_end_of_the_line()
    {
        var ride = Fold(Fold(null, At(0, 0.09, 0), 0), At(0, 0.1, 1, finished: true), 1);

        Assert.True(ride!.Finished);
        Assert.Equal((Road.LengthM, 0d, null), (ride.TravelledM!.Value, ride.RemainingM!.Value, ride.Eta));
    }

    [Fact]
    public void Route_that_nobody_knows_has_no_way()
    {
        var ride = RideFold.Apply(null, At(0, 0.01, 0), new LogPosition(0, 0), null);

        Assert.Equal((null, null, null, 0d), (ride.TravelledM, ride.RemainingM, ride.Eta, ride.BearingDeg));
    }

    [Fact]
    public void Line_that_goes_there_and_back_is_followed_in_order()
    {
        // Out along the equator and back the same way: each place but the turn is on the line twice.
        var line = new RouteLine([new Coordinate(0, 0), new Coordinate(0, 0.01), new Coordinate(0, 0)]);
        LiveRide? ride = null;
        var offset = 0;
        for (var metres = 0d; metres <= line.LengthM; metres += 7)
        {
            ride = RideFold.Apply(
                ride,
                new PositionRecord("1", "7", line.At(metres).Place, false, Start.AddSeconds(offset / 2d), First, offset),
                new LogPosition(0, offset++),
                line);
            Assert.Equal(metres, ride.TravelledM!.Value, 3.5);
        }
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(1, false)]
    public void Number_that_is_not_newer_is_stale(long number, bool applied)
    {
        var ride = Fold(null, At(0, 0.02, 2, number: 2), 5);

        var outcome = RideFold.Judge(ride, At(0, 0.01, 9, number: number), new LogPosition(0, 6));

        Assert.Equal(applied ? PositionOutcome.Applied : PositionOutcome.Stale, outcome);
    }

    [Fact]
    public void Position_without_a_number_is_stale_by_its_time()
    {
        var ride = Fold(null, At(0, 0.02, 2) with { Ride = null, Number = null }, 5);

        Assert.Equal(
            [PositionOutcome.Stale, PositionOutcome.Applied, PositionOutcome.Applied],
            new[] { 1, 2, 3 }.Select(second => RideFold.Judge(
                ride, At(0, 0.01, second) with { Ride = null, Number = null }, new LogPosition(0, 6))));
    }

    [Fact]
    public void New_ride_takes_the_place_of_the_old_and_a_late_driver_does_not_bring_it_back()
    {
        var old = Fold(null, At(0, 0.05, 0, number: 50), 5);
        var ride = Fold(old, At(0, 0, 1) with { Ride = Second }, 6);

        Assert.Equal(Second.ToString(), ride!.RideId);
        Assert.Equal((0d, 0d), (ride.SpeedMps, ride.TravelledM!.Value));
        Assert.Equal(PositionOutcome.Stale, RideFold.Judge(ride, At(0, 0.06, 2, number: 51), new LogPosition(0, 7)));
    }

    [Fact]
    public void Same_records_lead_to_the_same_state_however_often_some_come_again()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var records = Enumerable.Range(0, 30).Select(offset => At(
                0, random.Next(100) / 1000d, random.Next(40), finished: random.Next(10) == 0, number: random.Next(20)) with
            {
                Ride = random.Next(3) switch { 0 => null, 1 => First, _ => Second },
            }).Select(record => record.Ride is null ? record with { Number = null } : record).ToArray();

            var once = (LiveRide?)null;
            var repeated = (LiveRide?)null;
            for (var offset = 0; offset < records.Length; offset++)
            {
                once = Fold(once, records[offset], offset);
                repeated = Fold(repeated, records[offset], offset);
                for (var again = random.Next(3); again > 0; again--)
                {
                    var earlier = random.Next(offset + 1);
                    repeated = Fold(repeated, records[earlier], earlier);
                }
            }

            Assert.Equal(once, repeated);
        }
    }

    private static PositionRecord At(double lat, double lng, double second, bool finished = false, long? number = null) => new(
        "1", "7", new Coordinate(lat, lng), finished, Start.AddSeconds(second), First, number ?? (long)second);

    private static LiveRide? Fold(LiveRide? before, PositionRecord position, long offset)
    {
        var at = new LogPosition(0, offset);
        return RideFold.Judge(before, position, at) == PositionOutcome.Applied
            ? RideFold.Apply(before, position, at, Road)
            : before;
    }
}
