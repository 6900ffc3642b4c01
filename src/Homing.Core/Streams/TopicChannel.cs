using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Streams;

/// <summary>
/// The channels <c>name/key</c>: the newest state of each key of a topic. All partitions are read while somebody watches,
/// since a key does not tell its partition.
/// </summary>
/// <typeparam name="TState">What is known of a key; it never changes.</typeparam>
public sealed class TopicChannel<TState> : IChannelSource, IFeedSink, IHostedService, IAsyncDisposable
    where TState : class
{
    private readonly ITopicFold<TState> _fold;
    private readonly KeyedChannels<TState> _channels;
    private readonly TopicFeed _feed;

    /// <summary>Makes the source; it reads nothing until somebody watches.</summary>
    public TopicChannel(
        ITopicFold<TState> fold, ILog log, StreamMetrics metrics, TimeProvider time, ILogger<TopicFeed> logger)
    {
        ArgumentNullException.ThrowIfNull(fold);
        _fold = fold;
        _channels = new KeyedChannels<TState>(fold.Write, fold.Feed);
        _feed = new TopicFeed(log, fold.Feed, this, metrics, time, logger);
    }

    /// <inheritdoc/>
    public string Name => _fold.Name;

    /// <inheritdoc/>
    public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Channel.Length < Name.Length + 2 || request.Channel[Name.Length] != '/')
        {
            throw new ProblemException(Problem.NotFound($"channel: there is no '{request.Channel}'; there is {Name}/<key>"));
        }

        var need = _feed.NeedAll();
        var subscription = _channels.Watch(request.Channel[(Name.Length + 1)..], request.Since, watcher, _feed, need);
        subscription.Hold(need);
        return subscription;
    }

    ValueTask IFeedSink.TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (_fold.KeyOf(record) is { } key)
        {
            _channels.Apply(
                key,
                _feed.PositionOf(new LogPosition(partition, record.Offset)),
                record.Timestamp,
                (_fold, record),
                static (before, input) => input._fold.Apply(before, input.record));
        }

        return ValueTask.CompletedTask;
    }

    void IFeedSink.Forget(int partition) => _channels.Forget(_feed.PositionOf(new LogPosition(partition, 0)).Epoch);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _feed.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _feed.DisposeAsync();
}
