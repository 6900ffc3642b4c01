using System.Security.Cryptography;
using System.Threading.Channels;
using Homing.Streams;

namespace Homing.Deliveries.Live.Views;

/// <summary>
/// The views that somebody watches, each computed once a second however many watch it. All partitions are read while there are
/// any. Thread-safe.
/// </summary>
internal sealed class WatchedViews
{
    private readonly LiveRides _rides;
    private readonly PositionFeed _feed;
    private readonly LiveMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // The innermost lock: nothing is computed and nobody is called under it.
    private readonly Lock _gate = new();
    private readonly Dictionary<MapView, WatchedView> _views = [];
    private FeedNeed? _need;
    private MapSnapshot? _snapshot;
    private long _offset;

    public WatchedViews(LiveRides rides, PositionFeed feed, LiveMetrics metrics, TimeProvider time)
    {
        (_rides, _feed, _metrics, _time) = (rides, feed, metrics, time);

        // What a view shows is of this process alone: the time tells runs apart, the number those of the same millisecond.
        _epoch = (time.GetUtcNow().ToUnixTimeMilliseconds() * 1024) + RandomNumberGenerator.GetInt32(1024);
    }

    /// <summary>Has something to read where a view was added that was not computed yet.</summary>
    public ChannelReader<bool> Added => _added.Reader;

    /// <summary>Begins to watch a view. It is offered what the view shows at once, or as soon as that is known.</summary>
    public IChannelWatch Watch(MapView view, ChannelPosition? since, IChannelWatcher watcher)
    {
        ChannelValue? newest;
        ChannelSubscription subscription;
        FeedNeed? need = null;
        lock (_gate)
        {
            if (!_views.TryGetValue(view, out var watched))
            {
                _views.Add(view, watched = new WatchedView(view));
                need = _need ??= _feed.Feed.NeedAll();
                _metrics.ViewAdded();
            }

            subscription = new ChannelSubscription(watcher, left => Leave(view, watched, left));
            watched.Watchers.Add(subscription);
            newest = watched.Newest;
        }

        if (newest is null)
        {
            subscription.Open(new ChannelPosition(_epoch, 0), recovered: false);
            _added.Writer.TryWrite(true);
        }
        else
        {
            var has = since == newest.Position;
            subscription.Open(
                has ? newest.Position : newest.Position with { Offset = newest.Position.Offset - 1 },
                recovered: has,
                newest.Position.Offset,
                has ? null : newest);
        }

        return subscription;
    }

    /// <summary>Brings views up to date. One call at a time.</summary>
    /// <param name="onlyNew">Only those that were never computed, of the rides as they were last looked at.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task ComputeAsync(bool onlyNew, CancellationToken cancellationToken)
    {
        KeyValuePair<MapView, WatchedView>[] views;
        FeedNeed? need;
        lock (_gate)
        {
            views = [.. _views.Where(view => !onlyNew || view.Value.Newest is null)];
            need = _need;
        }

        if (views.Length == 0 || need is null)
        {
            _snapshot = onlyNew ? _snapshot : null;
            return;
        }

        if (!need.IsReady)
        {
            // The first value is to show all rides there are.
            await need.ReadyAsync().WaitAsync(cancellationToken);
            _snapshot = null;
        }

        var start = _time.GetTimestamp();
        var now = _time.GetUtcNow();
        var rides = _snapshot = onlyNew && _snapshot is { } known ? known : MapSnapshot.Of(_rides.Channels.States, now);
        foreach (var (_, view) in views)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (view.Compute(rides, now) is { } body)
            {
                Publish(view, now, body);
            }
        }

        _metrics.ViewsComputed(_time.GetElapsedTime(start));
    }

    private void Publish(WatchedView view, DateTimeOffset now, ReadOnlyMemory<byte> body)
    {
        var value = new ChannelValue(new ChannelPosition(_epoch, ++_offset), now, body);
        ChannelSubscription[] watchers;
        lock (_gate)
        {
            view.Newest = value;
            watchers = [.. view.Watchers];
        }

        foreach (var watcher in watchers)
        {
            watcher.Offer(value.Position.Offset, value);
        }
    }

    private void Leave(MapView view, WatchedView watched, ChannelSubscription subscription)
    {
        FeedNeed? need = null;
        lock (_gate)
        {
            if (!watched.Watchers.Remove(subscription) || watched.Watchers.Count > 0)
            {
                return;
            }

            _views.Remove(view);
            _metrics.ViewRemoved();
            if (_views.Count == 0)
            {
                (need, _need) = (_need, null);
            }
        }

        need?.Dispose();
    }
}
