using Homing.Deliveries.Live.Views;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Live;

public sealed class ViewChannelTests
{
    private const string Town = "deliveries?west=28.9&south=40.9&east=29.1&north=41.1&width=800&height=600";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task View_shows_the_rides_inside_and_again_when_one_moves()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("a", 41, 29);
        await scene.TellAsync("b", 41.05, 29.05, ride: "0-1");
        await scene.TellAsync("far", 10, 10);
        scene.Time.Advance(TimeSpan.FromMilliseconds(250));
        var watcher = new WatcherProbe();

        using var watch = scene.Watch(Town, watcher);
        var first = await watcher.NextAsync();
        await scene.TellAsync("a", 41.01, 29);
        await scene.CaughtUpAsync();
        var second = await NextAsync(scene, watcher);

        var view = WatcherProbe.Json(first);
        Assert.Equal(["as_of", "total", "shown", "columns", "rides"], view.EnumerateObject().Select(field => field.Name));
        Assert.Equal("""["route_id","lat","lng","bearing","speed_mps","finished","age_ms"]""", view.GetProperty("columns").GetRawText());
        Assert.Equal((2, 2), (view.GetProperty("total").GetInt32(), view.GetProperty("shown").GetInt32()));
        Assert.Equal(
            ["""["a",41,29,0,0,0,250]""", """["b",41.05,29.05,0,0,0,250]"""],
            view.GetProperty("rides").EnumerateArray().Select(ride => ride.GetRawText()).Order(StringComparer.Ordinal));
        Assert.Equal(first.Position.Epoch, second.Position.Epoch);
        Assert.True(second.Position.Offset > first.Position.Offset);
        Assert.Contains("[\"a\",41.01,29,", WatcherProbe.Json(second).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_watch_the_same_get_the_same_bytes_and_nothing_while_nothing_moves()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("a", 41, 29);
        var (one, other) = (new WatcherProbe(), new WatcherProbe());
        using var watch = scene.Watch(Town, one);
        var first = await one.NextAsync();
        using var joined = scene.Watch(Town, other);
        Assert.Same(first, await other.NextAsync());
        scene.Time.Advance(ViewLoop.Interval);
        scene.Time.Advance(ViewLoop.Interval);

        await scene.TellAsync("a", 41.01, 29);
        await scene.CaughtUpAsync();
        var second = await NextAsync(scene, one);

        Assert.Same(second, await other.NextAsync());
        Assert.Equal(first.Position.Offset + 1, second.Position.Offset);
    }

    [Fact]
    public async Task Resuming_a_view_is_recovered_only_where_nothing_was_shown_since()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("a", 41, 29);
        var watcher = new WatcherProbe();
        using var stays = scene.Watch(Town, watcher);
        var first = await watcher.NextAsync();

        var again = new WatcherProbe();
        using (var resumed = scene.Watch(Town, again, first.Position))
        {
            Assert.Equal((true, first.Position, 0), (resumed.Recovered, resumed.Position, again.Waiting));
        }

        await scene.TellAsync("a", 41.01, 29);
        await scene.CaughtUpAsync();
        var second = await NextAsync(scene, watcher);
        using var late = scene.Watch(Town, again, first.Position);
        Assert.False(late.Recovered);
        Assert.Same(second, await again.NextAsync());
    }

    [Fact]
    public async Task Ride_that_has_arrived_is_shown_for_a_minute()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("a", 41, 29, finished: true);
        var watcher = new WatcherProbe();
        using var watch = scene.Watch(Town, watcher);
        var shown = await watcher.NextJsonAsync();

        scene.Time.Advance(MapSnapshot.ShownAfterArrival + TimeSpan.FromSeconds(1));
        var gone = WatcherProbe.Json(await NextAsync(scene, watcher));

        Assert.Equal((1, 0), (shown.GetProperty("total").GetInt32(), gone.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task Positions_are_read_only_while_a_view_is_watched()
    {
        await using var scene = await LiveScene.StartAsync();
        Assert.Equal(0, scene.Feed.Feed.OpenPartitions);
        var watcher = new WatcherProbe();
        var (watch, other) = (scene.Watch(Town, watcher), scene.Watch(Town.Replace("800", "400", StringComparison.Ordinal), watcher));
        await watcher.NextAsync();
        Assert.Equal(scene.Feed.Feed.Partitions, scene.Feed.Feed.OpenPartitions);

        watch.Dispose();
        scene.Time.Advance(scene.Feed.Feed.Options.Linger);
        Assert.Equal(scene.Feed.Feed.Partitions, scene.Feed.Feed.OpenPartitions);
        other.Dispose();
        scene.Time.Advance(scene.Feed.Feed.Options.Linger);
        Assert.Equal(0, scene.Feed.Feed.OpenPartitions);
    }

    [Theory]
    [InlineData("west=1&south=2&east=3&north=4&width=100", "height: missing")]
    [InlineData("west=1&south=2&east=3&north=4&width=100&height=", "height: missing")]
    [InlineData("west=x&south=2&east=3&north=4&width=100&height=100", "west: 'x' is not a number from -180 to 180")]
    [InlineData("west=1&south=2&east=181&north=4&width=100&height=100", "east: '181' is not a number from -180 to 180")]
    [InlineData("west=1&south=2&east=3&north=4&width=0&height=NaN", "width: '0' is not a number from 1 to 16384; height: 'NaN'")]
    [InlineData("west=1&south=4&east=3&north=2&width=100&height=100", "north: 2 is not north of south, 4")]
    [InlineData("west=1&south=86&east=3&north=90&width=100&height=100", "north: ")]
    [InlineData("west=1&south=2&east=1&north=4&width=100&height=100", "east: 1 is west too")]
    [InlineData("west=1&west=2&south=2&east=3&north=4&width=100&height=100", "west: given more than once")]
    public async Task View_that_is_not_valid_is_refused_with_all_that_is_wrong(string query, string said)
    {
        await using var scene = await LiveScene.StartAsync();

        var refused = Assert.Throws<ProblemException>(() => scene.Watch("deliveries?" + query, new WatcherProbe()));

        Assert.Equal(400, refused.Problem.Status);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    // The loop computes on a thread of its own: the clock goes on until it has.
    private static async Task<Streams.ChannelValue> NextAsync(LiveScene scene, WatcherProbe watcher)
    {
        var next = watcher.NextAsync();
        while (!next.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            scene.Time.Advance(ViewLoop.Interval);
            await Task.Yield();
        }

        return await next;
    }
}
