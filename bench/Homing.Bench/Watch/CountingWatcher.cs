using Homing.Streams;

namespace Homing.Bench.Watch;

/// <summary>Counts what it is offered, and keeps the newest where it is asked to.</summary>
internal sealed class CountingWatcher(bool keeps) : IChannelWatcher
{
    public int Count { get; private set; }

    public ChannelValue? Newest { get; private set; }

    public void Offer(ChannelValue value)
    {
        Count++;
        Newest = keeps ? value : null;
    }
}
