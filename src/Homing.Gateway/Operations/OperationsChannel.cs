using System.Text.Json;
using Homing.Streams;

namespace Homing.Gateway.Operations;

/// <summary>The channel <c>operations</c>: the picture of all processes, each interval. Serialized only while somebody watches.</summary>
internal sealed class OperationsChannel(OperationsAccess access, TimeProvider time) : IChannelSource
{
    public const string ChannelName = "operations";

    private readonly Lock _gate = new();
    private readonly long _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly List<IChannelWatcher> _watchers = [];
    private long _offset;

    public string Name => ChannelName;

    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        if (request.Channel != ChannelName)
        {
            throw new ProblemException(Problem.NotFound($"channel: there is no '{request.Channel}'; there is {ChannelName}"));
        }

        if (access.Refusal(request) is { } refusal)
        {
            throw new ProblemException(refusal);
        }

        lock (_gate)
        {
            _watchers.Add(watcher);
            var position = new ChannelPosition(_epoch, _offset);
            return new Watching(this, watcher, position, Recovered: request.Since == position);
        }
    }

    /// <summary>Offers the picture to all who watch.</summary>
    public void Show(OperationsView view)
    {
        lock (_gate)
        {
            _offset++;
            if (_watchers.Count == 0)
            {
                return;
            }

            var value = new ChannelValue(
                new ChannelPosition(_epoch, _offset),
                view.At,
                JsonSerializer.SerializeToUtf8Bytes(view, OperationsViewJson.Default.OperationsView));
            foreach (var watcher in _watchers)
            {
                watcher.Offer(value);
            }
        }
    }

    private void Leave(IChannelWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    private sealed record Watching(
        OperationsChannel Channel, IChannelWatcher Watcher, ChannelPosition Position, bool Recovered) : IChannelWatch
    {
        public void Dispose() => Channel.Leave(Watcher);
    }
}
