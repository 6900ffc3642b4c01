using System.Text.Json;
using Homing.Streams;

namespace Homing.Gateway.Tests.Channels;

public sealed class SubscriptionTests : IDisposable
{
    private readonly ConnectionKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Nothing_is_sent_before_subscribed_and_then_the_newest_of_what_came()
    {
        _kit.Socket.Reads = true;
        using var subscription = _kit.NewSubscription();

        subscription.Offer(TestChannels.ValueAt(1));
        subscription.Offer(TestChannels.ValueAt(2));
        Assert.Empty(_kit.Socket.Frames);
        subscription.Open(new ConnectionKit.Watch(offset: 0, recovered: true), TimeSpan.Zero);

        Assert.Equal(["subscribed", "event"], _kit.Socket.Frames.Select(Type));
        Assert.True(_kit.Socket.Frames[0].GetProperty("recovered").GetBoolean());
        Assert.Equal((2, 1), OffsetAndSkipped(_kit.Socket.Frames[1]));
    }

    [Fact]
    public void Event_carries_all_its_fields_and_the_body_byte_for_byte()
    {
        _kit.Socket.Reads = true;
        using var subscription = _kit.NewSubscription("test?q=\"1\"");
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.Zero);

        subscription.Offer(new ChannelValue(
            new ChannelPosition(9, 4), new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(3)), "{ \"a\" :1.50}"u8.ToArray()));

        Assert.Equal(
            """{"type":"event","channel":"test?q=\"1\"","epoch":9,"offset":4,"at":"2026-03-04T02:06:07.0000000Z","skipped":0,"body":{ "a" :1.50}}""",
            _kit.Socket.Frames[1].GetRawText());
    }

    [Fact]
    public void Slow_reader_gets_the_newest_with_the_count_of_those_left_out()
    {
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.Zero);
        for (var offset = 1; offset <= 100; offset++)
        {
            subscription.Offer(TestChannels.ValueAt(offset));
        }

        _kit.Socket.ReadAll();

        Assert.Equal((100, 99), OffsetAndSkipped(Assert.Single(Events())));
    }

    [Fact]
    public void Interval_holds_an_event_back_until_it_has_passed_and_no_timer_runs_without_a_value()
    {
        _kit.Socket.Reads = true;
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.FromMilliseconds(1000));

        subscription.Offer(TestChannels.ValueAt(1));
        Assert.Equal(0, _kit.Time.ActiveTimers);
        subscription.Offer(TestChannels.ValueAt(2));
        subscription.Offer(TestChannels.ValueAt(3));
        Assert.Equal(1, _kit.Time.ActiveTimers);
        _kit.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Single(Events());
        _kit.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([(1, 0), (3, 1)], Events().Select(OffsetAndSkipped));
        Assert.Equal(0, _kit.Time.ActiveTimers);
    }

    [Fact]
    public void Interval_counts_from_the_writing_of_the_last_event()
    {
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.FromMilliseconds(1000));
        subscription.Offer(TestChannels.ValueAt(1));

        _kit.Time.Advance(TimeSpan.FromMilliseconds(700));
        _kit.Socket.ReadAll();
        subscription.Offer(TestChannels.ValueAt(2));
        _kit.Time.Advance(TimeSpan.FromMilliseconds(700));
        _kit.Socket.ReadAll();
        Assert.Single(Events());
        _kit.Time.Advance(TimeSpan.FromMilliseconds(300));
        _kit.Socket.ReadAll();

        Assert.Equal([1, 2], Events().Select(frame => OffsetAndSkipped(frame).Offset));
    }

    [Fact]
    public void Repeating_says_subscribed_again_from_where_the_client_is_and_takes_the_new_interval()
    {
        _kit.Socket.Reads = true;
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.FromSeconds(60));
        subscription.Offer(TestChannels.ValueAt(1));
        subscription.Offer(TestChannels.ValueAt(2));

        subscription.Repeat(new ChannelPosition(TestChannels.Epoch, 1), TimeSpan.Zero);

        Assert.Equal(["subscribed", "event", "subscribed", "event"], _kit.Socket.Frames.Select(Type));
        Assert.Equal(1, _kit.Socket.Frames[2].GetProperty("offset").GetInt64());
        Assert.True(_kit.Socket.Frames[2].GetProperty("recovered").GetBoolean());
        Assert.Equal(0, _kit.Time.ActiveTimers);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(7L, 0L)]
    [InlineData(6L, 5L)]
    public void Repeating_says_plainly_that_there_is_a_gap(long? epoch, long? offset)
    {
        _kit.Socket.Reads = true;
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.Zero);
        subscription.Offer(TestChannels.ValueAt(1));

        subscription.Repeat(epoch is null ? null : new ChannelPosition(epoch.Value, offset!.Value), TimeSpan.Zero);

        Assert.False(_kit.Socket.Frames[2].GetProperty("recovered").GetBoolean());
    }

    [Fact]
    public void Nothing_is_sent_after_the_end_and_the_watch_is_ended()
    {
        var watch = new ConnectionKit.Watch();
        var subscription = _kit.NewSubscription();
        subscription.Open(watch, TimeSpan.FromSeconds(1));
        subscription.Offer(TestChannels.ValueAt(1));

        subscription.Dispose();
        subscription.Offer(TestChannels.ValueAt(2));
        _kit.Socket.ReadAll();

        Assert.Empty(Events());
        Assert.True(watch.IsDisposed);
        Assert.Equal(0, _kit.Time.ActiveTimers);
    }

    [Fact]
    public void Values_that_wait_count_no_bytes()
    {
        using var subscription = _kit.NewSubscription();
        subscription.Open(new ConnectionKit.Watch(), TimeSpan.Zero);
        var before = _kit.Outbox.Bytes;

        subscription.Offer(TestChannels.ValueAt(1, padding: 100_000));
        Assert.Equal(before, _kit.Outbox.Bytes);
        Assert.True(_kit.Socket.Read());

        Assert.Equal(0, _kit.Outbox.Bytes);
    }

    private static string? Type(JsonElement frame) => frame.GetProperty("type").GetString();

    private static (int Offset, int Skipped) OffsetAndSkipped(JsonElement frame) =>
        (frame.GetProperty("offset").GetInt32(), frame.GetProperty("skipped").GetInt32());

    private IEnumerable<JsonElement> Events() => _kit.Socket.Frames.Where(frame => Type(frame) == "event");
}
