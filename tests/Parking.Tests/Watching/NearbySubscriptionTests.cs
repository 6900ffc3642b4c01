using Homing.Parking.Watching;
using Homing.Streams;

namespace Homing.Parking.Tests.Watching;

public sealed class NearbySubscriptionTests : IDisposable
{
    private readonly ScriptedWatcher _watcher = new();
    private readonly NearbySubscription _subscription;
    private int _left;

    public NearbySubscriptionTests() => _subscription = new NearbySubscription(_watcher, _ => _left++);

    public void Dispose() => _subscription.Dispose();

    [Fact]
    public void Older_value_and_the_same_one_are_left_out()
    {
        Offer(5, 4, 5, 6, 6, 1);

        Assert.Equal([5, 6], _watcher.Offsets);
    }

    [Fact]
    public void Values_that_come_while_one_is_handed_on_follow_it_the_newest_alone()
    {
        _watcher.During = offset =>
        {
            if (offset == 1)
            {
                Offer(2, 4, 3);
                Assert.Equal([1], _watcher.Offsets);
            }
        };

        Offer(1);
        Offer(5);

        Assert.Equal([1, 4, 5], _watcher.Offsets);
    }

    [Fact]
    public void Nothing_comes_after_the_end_not_even_what_waits()
    {
        _watcher.During = _ =>
        {
            Offer(2);
            _subscription.Dispose();
        };

        Offer(1);
        Offer(3);

        Assert.Equal([1], _watcher.Offsets);
        Assert.Equal(1, _left);
    }

    private void Offer(params int[] offsets)
    {
        foreach (var offset in offsets)
        {
            _subscription.Offer(new ChannelValue(new ChannelPosition(1, offset), RealData.Noon, default));
        }
    }

    private sealed class ScriptedWatcher : IChannelWatcher
    {
        public List<long> Offsets { get; } = [];

        public Action<long> During { get; set; } = _ => { };

        public void Offer(ChannelValue value)
        {
            Offsets.Add(value.Position.Offset);
            During(value.Position.Offset);
        }
    }
}
