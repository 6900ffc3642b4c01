using Homing.Log;
using Homing.Streams;
using Microsoft.Extensions.Hosting;

namespace Homing.Bench.FanOut;

/// <summary>One channel with many watchers, fed from a topic: who publishes appends to it.</summary>
internal sealed class FanOutChannel : IChannelSource, IHostedService, IAsyncDisposable
{
    public const string Channel = "bench";
    private const string Topic = "bench.values";
    private readonly ILog _log;
    private readonly Lock _gate = new();
    private volatile IChannelWatcher[] _watchers = [];
    private TopicFollower? _follower;

    public FanOutChannel(ILog log) => _log = log;

    public string Name => Channel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = Topic }, cancellationToken);
        _follower = new TopicFollower(_log, Topic, TakeAsync, error => Console.Error.WriteLine(error), TimeProvider.System);
        await _follower.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _follower?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Completes when the value is durable.</summary>
    public async Task PublishAsync(byte[] value, CancellationToken cancellationToken) =>
        await _log.AppendAsync(Topic, new LogEntry(default, value), cancellationToken);

    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        lock (_gate)
        {
            _watchers = [.. _watchers, watcher];
        }

        return new FanOutWatch(this, watcher);
    }

    private ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        // The record's bytes are the log's again when this returns; the watchers keep the value until it is sent.
        var value = new ChannelValue(
            new ChannelPosition(1, record.Offset), record.Timestamp, record.Value.GetValueOrDefault().ToArray());
        foreach (var watcher in _watchers)
        {
            watcher.Offer(value);
        }

        return ValueTask.CompletedTask;
    }

    private sealed class FanOutWatch(FanOutChannel channel, IChannelWatcher watcher) : IChannelWatch
    {
        public ChannelPosition Position => default;

        public bool Recovered => false;

        public void Dispose()
        {
            lock (channel._gate)
            {
                channel._watchers = [.. channel._watchers.Where(other => other != watcher)];
            }
        }
    }
}
