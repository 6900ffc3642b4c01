using Homing.Deliveries.Routes;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Live;

public sealed class RideChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watcher_of_a_ride_under_way_is_offered_where_it_is_and_each_move()
    {
        await using var scene = await LiveScene.StartAsync();
        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        await scene.RecordAsync("1", "0-1", first);
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("deliveries/1", watcher);
        var start = await watcher.NextJsonAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await scene.TellAsync("1", 0, 0.001, ride: "0-1", number: 1);
        var value = await watcher.NextAsync();
        var move = WatcherProbe.Json(value);

        Assert.Equal("1", start.GetProperty("route_id").GetString());
        Assert.Equal(scene.Feed.Feed.PositionOf(second), value.Position);
        Assert.Equal(
            ["route_id", "lat", "lng", "bearing", "speed_mps", "finished", "observed_at", "ride_id", "travelled_m", "remaining_m", "eta"],
            move.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (0d, 0.001, 90d, 11.1, false, "0-1", 111.2),
            (move.GetProperty("lat").GetDouble(), move.GetProperty("lng").GetDouble(), move.GetProperty("bearing").GetDouble(),
                move.GetProperty("speed_mps").GetDouble(), move.GetProperty("finished").GetBoolean(),
                move.GetProperty("ride_id").GetString(), move.GetProperty("travelled_m").GetDouble()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ride_is_measured_along_the_route_on_which_it_started(bool finished)
    {
        // Since then the road was made to go 0.1 degrees east.
        var north = new Route("1", "North", new RouteLine([new(0, 0), new(0.2, 0)]));
        await using var scene = await LiveScene.StartAsync();
        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        await scene.RecordAsync("1", "0-1", first, finished ? scene.Time.GetUtcNow() : null, north);
        await scene.TellAsync("1", finished ? 0.2 : 0.1, 0, finished, ride: "0-1", number: 1);
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("deliveries/1", watcher);
        await scene.CaughtUpAsync();

        var ride = scene.Rides.Find("1")!;
        Assert.Equal(north.Line.LengthM / (finished ? 1 : 2), ride.TravelledM!.Value, 0.1);
        Assert.Equal(north.Line.LengthM, ride.TravelledM.Value + ride.RemainingM!.Value, 0.1);
    }

    [Fact]
    public async Task Only_the_partition_of_the_ride_is_read_and_none_once_nobody_watches()
    {
        await using var scene = await LiveScene.StartAsync();
        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        await scene.RecordAsync("1", "0-1", first);

        var watch = scene.Watch("deliveries/1", new WatcherProbe());
        await watch.Opened.WaitAsync(Token);

        Assert.Equal(1, scene.Feed.Feed.OpenPartitions);
        Assert.NotNull(scene.Feed.Feed.RangeOf(first.Partition));
        watch.Dispose();
        scene.Time.Advance(scene.Feed.Feed.Options.Linger);
        Assert.Equal(0, scene.Feed.Feed.OpenPartitions);
    }

    [Fact]
    public async Task Watcher_of_a_route_without_a_ride_waits_for_one_and_then_needs_its_partition_alone()
    {
        await using var scene = await LiveScene.StartAsync();
        var watcher = new WatcherProbe();
        using var watch = scene.Watch("deliveries/1", watcher);
        await watch.Opened.WaitAsync(Token);
        Assert.False(watch.Recovered);
        Assert.Equal(0, watcher.Waiting);

        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        var start = await watcher.NextJsonAsync();
        await scene.RecordAsync("1", "0-1", first);
        scene.Time.Advance(scene.Feed.Feed.Options.Linger);
        await scene.TellAsync("1", 0, 0.001, ride: "0-1", number: 1);
        var next = await watcher.NextJsonAsync();

        Assert.Equal("0-1", start.GetProperty("ride_id").GetString());
        Assert.Equal(0.001, next.GetProperty("lng").GetDouble());
        Assert.Equal(1, scene.Feed.Feed.OpenPartitions);
    }

    [Fact]
    public async Task Ride_that_arrived_long_ago_is_shown_from_its_record()
    {
        await using var scene = await LiveScene.StartAsync();
        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        await scene.TellAsync("1", 0, 0.1, finished: true, ride: "0-1", number: 1);
        var arrived = scene.Time.GetUtcNow();
        await scene.RecordAsync("1", "0-1", first, arrived);
        scene.Time.Advance(TimeSpan.FromDays(1));
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("deliveries/1", watcher);
        var value = await watcher.NextAsync();
        var shown = WatcherProbe.Json(value);

        Assert.Equal(
            (true, 0.1, "0-1", arrived),
            (shown.GetProperty("finished").GetBoolean(), shown.GetProperty("lng").GetDouble(),
                shown.GetProperty("ride_id").GetString(), shown.GetProperty("observed_at").GetDateTimeOffset()));
        await scene.TellAsync("1", 0, 0, ride: "0-2");
        Assert.Equal("0-2", (await watcher.NextJsonAsync()).GetProperty("ride_id").GetString());
    }

    [Fact]
    public async Task Watcher_resumes_at_another_gateway_without_a_gap()
    {
        await using var scene = await LiveScene.StartAsync();
        await using var other = await LiveScene.StartAsync(scene.Log, scene.Time);
        var first = await scene.TellAsync("1", 0, 0, ride: "0-1");
        await scene.RecordAsync("1", "0-1", first);
        await other.Board.CatchUpAsync(Token);
        var watcher = new WatcherProbe();
        var watch = scene.Watch("deliveries/1", watcher);
        var seen = (await watcher.NextAsync()).Position;
        watch.Dispose();
        for (var number = 1; number <= 5; number++)
        {
            await scene.TellAsync("1", 0, number / 1000d, ride: "0-1", number: number);
        }

        var again = new WatcherProbe();
        using var resumed = other.Watch("deliveries/1", again, seen);
        var newest = await again.NextAsync();

        Assert.True(resumed.Recovered);
        Assert.Equal(seen, resumed.Position);
        Assert.Equal((0.005, 4L), (WatcherProbe.Json(newest).GetProperty("lng").GetDouble(), newest.LeftOut));
    }

    [Theory]
    [InlineData("deliveries/nowhere", "there is no route 'nowhere'")]
    [InlineData("deliveries/9", "nine.txt:3: no number")]
    [InlineData("deliveries", "deliveries/<routeId>")]
    [InlineData("deliveries/", "deliveries/<routeId>")]
    public async Task Channel_that_is_not_there_is_refused_with_what_is(string channel, string said)
    {
        await using var scene = await LiveScene.StartAsync();

        var refused = Assert.Throws<ProblemException>(() => scene.Watch(channel, new WatcherProbe()));

        Assert.Equal(404, refused.Problem.Status);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}
