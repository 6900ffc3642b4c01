using System.Globalization;
using Homing.Deliveries.Http;
using Homing.Deliveries.Rides;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Http;

/// <summary>The list of the newest rides, as many ask for it.</summary>
public sealed class RideListTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Of_few_rides_the_list_is_new_each_time_and_newest_first()
    {
        await using var app = await BackendFixture.StartAsync(time: _time);
        await app.SayAsync(Ride("b", 1));
        Assert.Equal(["b"], Listed(app, null));

        await app.SayAsync(Ride("a", 1));
        await app.SayAsync(Ride("c", 2) with { State = RideState.Finished, FinishedAt = _time.GetUtcNow() });

        Assert.Equal(["c", "a", "b"], Listed(app, null));
        Assert.Equal(["a", "b"], Listed(app, "under_way"));
        Assert.Equal(["c"], Listed(app, "finished"));
        Assert.Empty(Listed(app, "requested"));
    }

    [Fact]
    public async Task Of_many_rides_one_list_is_shared_for_a_second()
    {
        await using var app = await BackendFixture.StartAsync(time: _time);
        var rides = app.Get<NewestRides>();
        for (var number = 0; number < NewestRides.FewestShared - 1; number++)
        {
            await app.SayAsync(Ride(number.ToString(CultureInfo.InvariantCulture), number));
        }

        Assert.Equal(NewestRides.FewestShared - 1, rides.List(null, 1).Total);
        await app.SayAsync(Ride("one more", 5_000));
        var first = rides.List("under_way", 2);
        Assert.Equal((NewestRides.FewestShared, "one more"), (first.Total, first.Rides[0].RouteId));

        await app.SayAsync(Ride("another", 6_000));
        _time.Advance(NewestRides.SharedFor - TimeSpan.FromTicks(1));
        Assert.Equal((first.Total, first.AsOf), (rides.List("under_way", 2).Total, rides.List(null, 500).AsOf));
        Assert.Equal("another", rides.Find("another")!.RouteId);

        _time.Advance(TimeSpan.FromTicks(1));
        var next = rides.List("under_way", 500);
        Assert.Equal((first.Total + 1, "another", 500), (next.Total, next.Rides[0].RouteId, next.Rides.Count));
        Assert.Equal(first.AsOf + NewestRides.SharedFor, next.AsOf);
    }

    private static IEnumerable<string> Listed(BackendFixture app, string? state) =>
        app.Get<NewestRides>().List(state, 10).Rides.Select(ride => ride.RouteId);

    private RideRecord Ride(string route, int second) => new()
    {
        RouteId = route,
        RideId = $"0-{second}",
        ClientId = "7",
        State = RideState.UnderWay,
        StartedAt = _time.GetUtcNow().AddSeconds(second - 10_000),
        PositionPartition = 0,
        FirstPosition = second,
        Driver = "driver",
    };
}
