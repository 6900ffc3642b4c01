using Homing.Streams;

namespace Homing.Core.Tests.Streams;

public sealed class ChannelSubscriptionTests : IDisposable
{
    private readonly ScriptedWatcher _watcher = new();
    private readonly ChannelSubscription _subscription;
    private int _left;

    public ChannelSubscriptionTests() => _subscription = new ChannelSubscription(_watcher, _ => _left++);

    public void Dispose() => _subscription.Dispose();

    [Fact]
    public void Older_value_and_the_same_one_are_left_out()
    {
        Open();
        Offer(5, 4, 5, 6, 6, 1);

        Assert.Equal([(5, 0), (6, 0)], _watcher.Values);
    }

    [Fact]
    public void Values_that_come_while_one_is_handed_on_follow_it_the_newest_alone_with_the_count_of_the_rest()
    {
        Open();
        _watcher.During = version =>
        {
            if (version == 1)
            {
                Offer(2, 4, 3);
                Assert.Equal([(1, 0)], _watcher.Values);
            }
        };

        Offer(1);
        Offer(5);

        Assert.Equal([(1, 0), (4, 1), (5, 0)], _watcher.Values);
    }

    [Fact]
    public void Nothing_comes_before_it_is_open_and_then_the_first_value_which_knows_what_it_left_out()
    {
        Offer(1, 2);
        Assert.Empty(_watcher.Values);

        Open(version: 3, ValueOf(3) with { LeftOut = 7 });
        Offer(3, 4);

        Assert.Equal([(3, 7), (4, 0)], _watcher.Values);
    }

    [Fact]
    public void What_came_before_it_was_open_counts_where_there_is_no_first_value()
    {
        Offer(1, 2, 3);

        Open();

        Assert.Equal([(3, 2)], _watcher.Values);
    }

    [Fact]
    public void First_value_that_is_older_than_what_waits_counts_as_left_out()
    {
        Offer(4);

        Open(version: 3, ValueOf(3));

        Assert.Equal([(4, 1)], _watcher.Values);
    }

    [Fact]
    public void What_the_watcher_has_already_is_left_out()
    {
        Open(version: 2);

        Offer(1, 2, 3);

        Assert.Equal([(3, 0)], _watcher.Values);
    }

    [Fact]
    public void Nothing_comes_after_the_end_not_even_what_waits()
    {
        Open();
        _watcher.During = _ =>
        {
            Offer(2);
            _subscription.Dispose();
        };

        Offer(1);
        Offer(3);

        Assert.Equal([(1, 0)], _watcher.Values);
        Assert.Equal(1, _left);
    }

    private static ChannelValue ValueOf(long version) => new(new ChannelPosition(1, version), DateTimeOffset.UnixEpoch, default);

    private void Open(long version = 0, ChannelValue? first = null) =>
        _subscription.Open(new ChannelPosition(1, 0), recovered: false, version, first);

    private void Offer(params long[] versions)
    {
        foreach (var version in versions)
        {
            _subscription.Offer(version, ValueOf(version));
        }
    }

    private sealed class ScriptedWatcher : IChannelWatcher
    {
        public List<(long Version, long LeftOut)> Values { get; } = [];

        public Action<long> During { get; set; } = _ => { };

        public void Offer(ChannelValue value)
        {
            Values.Add((value.Position.Offset, value.LeftOut));
            During(value.Position.Offset);
        }
    }
}
