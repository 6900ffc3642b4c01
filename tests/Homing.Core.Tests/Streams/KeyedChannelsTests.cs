using System.Runtime.InteropServices;
using Homing.Log;
using Homing.Streams;
using Homing.Testing;

namespace Homing.Core.Tests.Streams;

public sealed class KeyedChannelsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watcher_is_told_where_it_stands_and_then_offered_the_newest_and_what_comes()
    {
        await using var scene = await StreamScene.StartAsync();
        await scene.AppendAsync("a", "1");
        var second = await scene.AppendAsync("a", "2");
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("a", second.Partition, watcher);
        await watch.Opened.WaitAsync(Token);
        var newest = await watcher.NextAsync();
        var third = await scene.AppendAsync("a", "3");
        var next = await watcher.NextAsync();

        Assert.False(watch.Recovered);
        Assert.Equal(newest.Position with { Offset = newest.Position.Offset - 1 }, watch.Position);
        Assert.Equal(("2", scene.Feed.PositionOf(second), 0), (WatcherProbe.Text(newest), newest.Position, newest.LeftOut));
        Assert.Equal(("3", scene.Feed.PositionOf(third), 0), (WatcherProbe.Text(next), next.Position, next.LeftOut));
    }

    [Fact]
    public async Task Nothing_is_offered_before_the_watch_is_open()
    {
        // However far the clock is turned below, the value is not too old.
        await using var scene = await StreamScene.StartAsync(
            configure: options => options with { LookBack = TimeSpan.FromDays(3650), OpenPatience = TimeSpan.FromMinutes(10) });
        var (partition, _) = await scene.AppendAsync("a", "1");
        scene.Log.FailDescribe = topic => topic == StreamScene.Topic ? new LogException(LogError.Unavailable, "on purpose") : null;
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("a", partition, watcher);
        Assert.False(watch.Opened.IsCompleted);
        Assert.Equal(0, watcher.Waiting);
        while (!watch.Opened.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(watch.Recovered);
        scene.Log.FailDescribe = null;
        var first = watcher.NextAsync();
        await scene.AdvanceUntilAsync(first);

        Assert.Equal("1", WatcherProbe.Text(await first));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watcher_that_was_away_misses_nothing_and_is_told_how_much_was_left_out(bool elsewhere)
    {
        await using var scene = await StreamScene.StartAsync();
        var seen = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(seen.Partition);
        await scene.AppendAsync("a", "2");
        await scene.AppendAsync("a", "nothing");
        await scene.AppendAsync("a", "3");
        await scene.AppendAsync("a", "4");
        await scene.CaughtUpAsync(seen.Partition);
        await using var other = await scene.AnotherAsync();
        var gateway = elsewhere ? other : scene;
        var watcher = new WatcherProbe();

        using var watch = gateway.Watch("a", seen.Partition, watcher, gateway.Feed.PositionOf(seen));
        await watch.Opened.WaitAsync(Token);
        var newest = await watcher.NextAsync();

        Assert.True(watch.Recovered);
        Assert.Equal(scene.Feed.PositionOf(seen), watch.Position);
        Assert.Equal(("4", 2), (WatcherProbe.Text(newest), newest.LeftOut));
    }

    [Fact]
    public async Task Watcher_that_has_the_newest_is_offered_nothing()
    {
        await using var scene = await StreamScene.StartAsync();
        var seen = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(seen.Partition);
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("a", seen.Partition, watcher, scene.Feed.PositionOf(seen));
        await watch.Opened.WaitAsync(Token);
        await scene.AppendAsync("a", "2");

        Assert.True(watch.Recovered);
        Assert.Equal("2", WatcherProbe.Text(await watcher.NextAsync()));
    }

    [Fact]
    public async Task Gap_is_said_where_the_place_is_older_than_what_is_read()
    {
        await using var scene = await StreamScene.StartAsync();
        var seen = await scene.AppendAsync("a", "1");
        await scene.AppendAsync("a", "2");
        scene.Time.Advance(scene.Feed.Options.LookBack + TimeSpan.FromSeconds(1));
        await scene.AppendAsync("a", "3");
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("a", seen.Partition, watcher, scene.Feed.PositionOf(seen));
        await watch.Opened.WaitAsync(Token);

        Assert.False(watch.Recovered);
        Assert.Equal(("3", 0), (await watcher.NextAsync()) is var value ? (WatcherProbe.Text(value), value.LeftOut) : default);
    }

    [Fact]
    public async Task Gap_is_said_where_values_are_no_longer_counted()
    {
        await using var scene = await StreamScene.StartAsync(configure: options => options with { LookBackRecords = 4 });
        var seen = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(seen.Partition);
        using var open = scene.Feed.Need(seen.Partition);
        for (var number = 2; number <= 7; number++)
        {
            await scene.AppendAsync("a", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await scene.CaughtUpAsync(seen.Partition);
        using var tooOld = scene.Watch("a", seen.Partition, new WatcherProbe(), scene.Feed.PositionOf(seen with { Offset = 1 }));
        using var justThere = scene.Watch("a", seen.Partition, new WatcherProbe(), scene.Feed.PositionOf(seen with { Offset = 2 }));
        await tooOld.Opened.WaitAsync(Token);
        await justThere.Opened.WaitAsync(Token);

        Assert.False(tooOld.Recovered);
        Assert.True(justThere.Recovered);
    }

    [Fact]
    public async Task Gap_is_said_where_the_place_is_of_another_log()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("a", "1");
        var watcher = new WatcherProbe();

        using var watch = scene.Watch("a", partition, watcher, new ChannelPosition(3, 0));
        await watch.Opened.WaitAsync(Token);

        Assert.False(watch.Recovered);
        Assert.Equal("1", WatcherProbe.Text(await watcher.NextAsync()));
    }

    [Fact]
    public async Task Watcher_that_is_ahead_of_this_process_waits_for_it_and_never_goes_back()
    {
        await using var scene = await StreamScene.StartAsync();
        var first = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(first.Partition);
        using var open = scene.Feed.Need(first.Partition);
        var watcher = new WatcherProbe();

        using var watch = scene.Watch(
            "a", first.Partition, watcher, scene.Feed.PositionOf(first with { Offset = first.Offset + 1 }));
        Assert.False(watch.Opened.IsCompleted);
        await scene.AppendAsync("a", "2");
        await watch.Opened.WaitAsync(Token);
        await scene.AppendAsync("a", "3");

        Assert.True(watch.Recovered);
        Assert.Equal("3", WatcherProbe.Text(await watcher.NextAsync()));
    }

    [Fact]
    public async Task Place_behind_the_end_of_the_log_is_a_gap_after_a_while()
    {
        await using var scene = await StreamScene.StartAsync();
        var first = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(first.Partition);
        using var open = scene.Feed.Need(first.Partition);
        var watcher = new WatcherProbe();

        using var watch = scene.Watch(
            "a", first.Partition, watcher, scene.Feed.PositionOf(first with { Offset = first.Offset + 100 }));
        scene.Time.Advance(scene.Feed.Options.OpenPatience);
        await watch.Opened.WaitAsync(Token);

        Assert.False(watch.Recovered);
        Assert.Equal("1", WatcherProbe.Text(await watcher.NextAsync()));
    }

    [Fact]
    public async Task Value_is_written_once_for_all_and_not_at_all_where_nobody_watches()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(partition);
        Assert.Equal(0, scene.Written);
        WatcherProbe[] watchers = [new(), new(), new()];

        var watches = watchers.Select(watcher => scene.Watch("a", partition, watcher)).ToArray();
        await scene.AppendAsync("a", "2");
        var bodies = new List<byte[]>();
        foreach (var watcher in watchers)
        {
            ChannelValue value;
            while (WatcherProbe.Text(value = await watcher.NextAsync()) != "2")
            {
            }

            Assert.True(MemoryMarshal.TryGetArray(value.Body, out var body));
            bodies.Add(body.Array!);
        }

        Assert.Equal(2, scene.Written);
        Assert.All(bodies, body => Assert.Same(bodies[0], body));
        Array.ForEach(watches, watch => watch.Dispose());
    }

    [Fact]
    public async Task Watcher_that_left_is_offered_nothing_and_needs_no_partition()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("a", "1");
        var (left, stays) = (new WatcherProbe(), new WatcherProbe());
        var watch = scene.Watch("a", partition, left);
        await left.NextAsync();
        using (var other = scene.Watch("a", partition, stays))
        {
            await stays.NextAsync();
            watch.Dispose();
            await scene.AppendAsync("a", "2");
            await stays.NextAsync();
        }

        scene.Time.Advance(scene.Feed.Options.Linger);

        Assert.Equal(0, left.Waiting);
        Assert.Equal(0, scene.Feed.OpenPartitions);
    }

    [Fact]
    public async Task Watcher_that_comes_and_goes_between_gateways_can_account_for_every_value()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var one = await StreamScene.StartAsync();
        await using var two = await one.AnotherAsync();
        var (partition, offset) = await one.AppendAsync("a", "0");
        ChannelPosition? since = one.Feed.PositionOf(new LogPosition(partition, offset));
        var (appended, accounted) = (0L, 0L);
        for (var visit = 0; visit < 60; visit++)
        {
            var gateway = random.Next(2) == 0 ? one : two;
            var watcher = new WatcherProbe();
            using var watch = gateway.Watch("a", partition, watcher, since);
            await watch.Opened.WaitAsync(Token);
            Assert.True(watch.Recovered, $"seed {seed}");
            var last = default(LogPosition);
            for (var count = random.Next(6); count > 0; count--)
            {
                last = await one.AppendAsync("a", (++appended).ToString(System.Globalization.CultureInfo.InvariantCulture));
                await one.AppendAsync(random.Next(2) == 0 ? "b" : "c", "x");
            }

            if (random.Next(3) > 0)
            {
                await gateway.CaughtUpAsync(partition);
            }

            foreach (var value in watcher.TakeAll())
            {
                Assert.True(value.Position.Offset > since!.Value.Offset, $"seed {seed}");
                accounted += 1 + value.LeftOut;
                since = value.Position;
                Assert.Equal(accounted.ToString(System.Globalization.CultureInfo.InvariantCulture), WatcherProbe.Text(value));
            }
        }
    }
}
