using System.Globalization;
using System.Text;
using Homing.Streams;

namespace Homing.Gateway.Tests.Channels;

/// <summary>
/// Channels that a test publishes to. It keeps every value, so a watcher that says where it was gets all it missed;
/// <c>test/none</c> is not there, <c>test?bad</c> not valid, and <c>test/broken</c> fails.
/// </summary>
internal sealed class TestChannels : IChannelSource
{
    public const long Epoch = 7;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ChannelValue>> _values = [];
    private readonly List<Watch> _watches = [];

    public string Name => "test";

    /// <summary>How many watches are open.</summary>
    public int Watches
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    IChannelWatch IChannelSource.Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        switch (request.Channel)
        {
            case "test/none":
                throw new ProblemException(Problem.NotFound("no such place"));
            case "test?bad":
                throw new ProblemException(Problem.InvalidRequest("'bad' is not a parameter"));
            case "test/broken":
                throw new InvalidDataException("on purpose");
        }

        lock (_gate)
        {
            var values = ValuesOf(request.Channel);
            var known = request.Since is { Epoch: Epoch } since && since.Offset <= values.Count;
            var from = known ? request.Since!.Value.Offset : values.Count;
            foreach (var value in values.Skip((int)from))
            {
                watcher.Offer(value);
            }

            var watch = new Watch(this, request.Channel, watcher, new ChannelPosition(Epoch, from), known);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Publishes the next value: its body is its offset, from 1, and a padding of that many characters.</summary>
    public void Publish(string channel, int padding = 0)
    {
        lock (_gate)
        {
            var values = ValuesOf(channel);
            var offset = values.Count + 1;
            var value = ValueAt(offset, padding);
            values.Add(value);
            foreach (var watch in _watches.Where(watch => watch.Channel == channel))
            {
                watch.Watcher.Offer(value);
            }
        }
    }

    /// <summary>Publishes without keeping, for many values.</summary>
    public void PublishPassing(string channel, int offset, int padding)
    {
        lock (_gate)
        {
            var value = ValueAt(offset, padding);
            foreach (var watch in _watches.Where(watch => watch.Channel == channel))
            {
                watch.Watcher.Offer(value);
            }
        }
    }

    public static ChannelValue ValueAt(int offset, int padding = 0) => new(
        new ChannelPosition(Epoch, offset),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(offset),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"n\":{offset},\"padding\":\"{new string('x', padding)}\"}}")));

    private List<ChannelValue> ValuesOf(string channel)
    {
        if (!_values.TryGetValue(channel, out var values))
        {
            _values[channel] = values = [];
        }

        return values;
    }

    private sealed class Watch(
        TestChannels source, string channel, IChannelWatcher watcher, ChannelPosition position, bool recovered) : IChannelWatch
    {
        public string Channel => channel;

        public IChannelWatcher Watcher => watcher;

        public ChannelPosition Position => position;

        public bool Recovered => recovered;

        public void Dispose()
        {
            lock (source._gate)
            {
                source._watches.Remove(this);
            }
        }
    }
}
