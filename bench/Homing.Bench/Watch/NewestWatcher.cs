using Homing.Streams;

namespace Homing.Bench.Watch;

/// <summary>Keeps the newest value where it is asked to: all of them would take half a gigabyte.</summary>
internal sealed class NewestWatcher(bool keeps) : IChannelWatcher
{
    public ChannelValue? Newest { get; private set; }

    public void Offer(ChannelValue value) => Newest = keeps ? value : null;
}
