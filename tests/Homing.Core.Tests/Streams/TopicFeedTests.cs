using Homing.Log;
using Homing.Streams;
using Homing.Testing;

namespace Homing.Core.Tests.Streams;

public sealed class TopicFeedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_partitions_that_somebody_needs_are_read_and_each_once()
    {
        await using var scene = await StreamScene.StartAsync();
        Assert.Empty(scene.Readers.Of(StreamScene.Topic));

        using var one = scene.Feed.Need(2);
        using var other = scene.Feed.Need(2);
        await one.ReadyAsync();

        Assert.Equal([2], scene.Readers.Of(StreamScene.Topic));
        Assert.Equal(1, scene.Feed.OpenPartitions);
    }

    [Fact]
    public async Task Partition_is_closed_a_while_after_the_last_has_gone_and_a_reload_does_not_open_it_again()
    {
        await using var scene = await StreamScene.StartAsync();
        var first = scene.Feed.Need(1);
        await first.ReadyAsync();

        first.Dispose();
        scene.Time.Advance(scene.Feed.Options.Linger - TimeSpan.FromTicks(1));
        var reload = scene.Feed.Need(1);
        scene.Time.Advance(scene.Feed.Options.Linger);
        Assert.Equal(1, scene.Feed.OpenPartitions);
        Assert.Equal([1], scene.Readers.Of(StreamScene.Topic));

        reload.Dispose();
        reload.Dispose();
        scene.Time.Advance(scene.Feed.Options.Linger);
        Assert.Equal(0, scene.Feed.OpenPartitions);
    }

    [Fact]
    public async Task What_was_known_of_a_closed_partition_is_forgotten_and_read_again_when_it_is_needed()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("a", "1");
        await scene.CaughtUpAsync(partition);
        Assert.Equal("1", scene.Channels.Find("a"));

        scene.Time.Advance(scene.Feed.Options.Linger);
        await scene.CaughtUpAsync(partition);

        // Each opening looks at the newest record, then reads.
        Assert.Equal("1", scene.Channels.Find("a"));
        Assert.Equal(4, scene.Readers.Of(StreamScene.Topic).Count(opened => opened == partition));
    }

    [Fact]
    public async Task All_partitions_that_were_needed_before_the_start_are_opened_by_it()
    {
        await using var scene = new StreamScene();
        await scene.Log.EnsureTopicAsync(
            new TopicOptions { Name = StreamScene.Topic, Partitions = StreamScene.Partitions }, Token);
        using var need = scene.Feed.NeedAll();
        Assert.False(need.IsReady);

        await scene.Feed.StartAsync(Token);
        await need.ReadyAsync();

        Assert.True(need.IsReady);
        Assert.Equal(StreamScene.Partitions, scene.Feed.OpenPartitions);
    }

    [Fact]
    public async Task Opened_a_while_before_the_end_and_no_further()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("old", "1");
        var key = await KeyInAsync(scene, partition);
        scene.Time.Advance(scene.Feed.Options.LookBack + TimeSpan.FromSeconds(1));
        var young = await scene.AppendAsync(key, "2");

        await scene.CaughtUpAsync(partition);

        Assert.Null(scene.Channels.Find("old"));
        Assert.Equal("2", scene.Channels.Find(key));
        Assert.Equal(young.Offset, scene.Feed.RangeOf(partition)!.Value.Start);
    }

    [Fact]
    public async Task Opened_so_many_records_before_the_end_at_most()
    {
        await using var scene = await StreamScene.StartAsync(configure: options => options with { LookBackRecords = 10 });
        var last = default(LogPosition);
        for (var number = 0; number < 50; number++)
        {
            last = await scene.AppendAsync("a", "1");
        }

        await scene.CaughtUpAsync(last.Partition);

        Assert.Equal(new OffsetRange(last.Offset - 9, last.Offset + 1), scene.Feed.RangeOf(last.Partition));
    }

    [Fact]
    public async Task Quiet_partition_is_ready_at_once()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, offset) = await scene.AppendAsync("old", "1");
        scene.Time.Advance(scene.Feed.Options.LookBack + TimeSpan.FromSeconds(1));

        // The clock stands still: this completes by being caught up, not by patience.
        using var need = scene.Feed.Need(partition);
        await need.ReadyAsync().WaitAsync(Token);

        Assert.True(need.IsReady);
        Assert.Equal(new OffsetRange(offset + 1, offset + 1), scene.Feed.RangeOf(partition));
    }

    [Fact]
    public async Task Errors_of_the_log_are_tried_again_and_patience_ends()
    {
        // However far the clock is turned below, the value is not too old.
        await using var scene = await StreamScene.StartAsync(
            configure: options => options with { LookBack = TimeSpan.FromDays(3650) });
        var failures = 0;
        var failed = new TaskCompletionSource();
        var (partition, _) = await scene.AppendAsync("a", "1");
        scene.Log.FailDescribe = topic =>
        {
            if (topic == StreamScene.Topic && Interlocked.Increment(ref failures) == 2)
            {
                failed.TrySetResult();
            }

            return topic == StreamScene.Topic ? new LogException(LogError.Unavailable, "on purpose") : null;
        };

        using var need = scene.Feed.Need(partition);
        var ready = need.ReadyAsync();
        await scene.AdvanceUntilAsync(failed.Task);
        await scene.AdvanceUntilAsync(ready);
        Assert.False(need.IsReady);

        scene.Log.FailDescribe = null;
        var again = need.ReadyAsync();
        await scene.AdvanceUntilAsync(again);
        await scene.AdvanceUntilAsync(scene.CaughtUpAsync(partition));

        Assert.Equal("1", scene.Channels.Find("a"));
    }

    [Fact]
    public async Task Record_that_cannot_be_taken_keeps_nothing_behind_it()
    {
        await using var scene = await StreamScene.StartAsync();
        var (partition, _) = await scene.AppendAsync("a", "breaks");
        await scene.AppendAsync("a", "2");

        await scene.CaughtUpAsync(partition);

        Assert.Equal("2", scene.Channels.Find("a"));
    }

    [Fact]
    public async Task Topic_that_is_not_there_is_an_error_at_the_start()
    {
        await using var scene = new StreamScene();

        var error = await Assert.ThrowsAsync<LogException>(() => scene.Feed.StartAsync(Token));

        Assert.Equal(LogError.UnknownTopic, error.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Epoch_that_version_1_or_a_later_one_has_claimed_first_goes_on(bool asOfLater)
    {
        var log = new InMemoryLog();
        await log.EnsureTopicAsync(new TopicOptions { Name = "homing.streams" }, TestContext.Current.CancellationToken);
        foreach (var entry in asOfLater ? GoldenMessages.ReadAsOfLater("homing.streams") : GoldenMessages.Read("homing.streams"))
        {
            await log.AppendAsync("homing.streams", entry, TestContext.Current.CancellationToken);
        }

        await using var scene = await StreamScene.StartAsync(log);

        Assert.Equal(new ChannelPosition((1767323045680 * 1024) + 2, 7), scene.Feed.PositionOf(new LogPosition(2, 7)));
    }

    [Fact]
    public async Task Epochs_are_the_same_in_all_processes_and_differ_between_partitions()
    {
        await using var scene = await StreamScene.StartAsync();
        scene.Time.Advance(TimeSpan.FromDays(1));
        await using var later = await scene.AnotherAsync();

        var places = Enumerable.Range(0, StreamScene.Partitions).Select(partition => new LogPosition(partition, 7)).ToArray();

        Assert.Equal(places.Select(scene.Feed.PositionOf), places.Select(later.Feed.PositionOf));
        Assert.Equal(StreamScene.Partitions, places.Select(place => scene.Feed.PositionOf(place).Epoch).Distinct().Count());
        Assert.All(places, place => Assert.Equal(place, later.Feed.Find(scene.Feed.PositionOf(place))));
    }

    [Fact]
    public async Task First_claim_counts_where_two_begin_at_once()
    {
        await using var scene = new StreamScene();
        await using var other = new StreamScene(scene.Log, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60)));
        await scene.Log.EnsureTopicAsync(
            new TopicOptions { Name = StreamScene.Topic, Partitions = StreamScene.Partitions }, Token);

        await Task.WhenAll(scene.Feed.StartAsync(Token), other.Feed.StartAsync(Token));

        Assert.Equal(scene.Feed.PositionOf(default), other.Feed.PositionOf(default));
    }

    [Fact]
    public async Task Another_log_has_other_epochs()
    {
        await using var scene = await StreamScene.StartAsync();
        await using var other = await StreamScene.StartAsync(
            time: new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60)));

        Assert.Null(other.Feed.Find(scene.Feed.PositionOf(new LogPosition(1, 3))));
    }

    private static async Task<string> KeyInAsync(StreamScene scene, int partition)
    {
        for (var number = 0; ; number++)
        {
            var key = "k" + number;
            if ((await scene.AppendAsync(key, "0")).Partition == partition)
            {
                return key;
            }
        }
    }
}
