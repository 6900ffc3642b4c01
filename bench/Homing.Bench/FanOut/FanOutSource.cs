using Homing.Streams;

namespace Homing.Bench.FanOut;

/// <summary>One channel with many watchers.</summary>
internal sealed class FanOutSource : IChannelSource
{
    public const string Channel = "bench";
    private readonly Lock _gate = new();
    private volatile IChannelWatcher[] _watchers = [];
    private long _offset;

    public string Name => Channel;

    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers, watcher];
        }

        return new FanOutWatch(this, watcher);
    }

    public void Publish(FanOutValue value)
    {
        var offered = new ChannelValue(
            new ChannelPosition(1, ++_offset), TimeProvider.System.GetUtcNow(), value.ToUtf8());
        foreach (var watcher in _watchers)
        {
            watcher.Offer(offered);
        }
    }

    private sealed class FanOutWatch(FanOutSource source, IChannelWatcher watcher) : IChannelWatch
    {
        public ChannelPosition Position => default;

        public bool Recovered => false;

        public void Dispose()
        {
            lock (source._gate)
            {
                source._watchers = [.. source._watchers.Where(other => other != watcher)];
            }
        }
    }
}
