using System.Collections.Concurrent;
using Homing.Log;

namespace Homing.Streams;

/// <summary>
/// The newest state of each key of a topic, as far as a <see cref="TopicFeed"/> reads it, and a channel of it for whoever
/// watches. A state is written as bytes once, and only where somebody watches. Thread-safe.
/// </summary>
/// <typeparam name="TState">What is known of a key; it never changes.</typeparam>
public sealed class KeyedChannels<TState>
    where TState : class
{
    private readonly ConcurrentDictionary<string, KeyedChannel<TState>> _channels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, RecentValues> _recent = new();
    private readonly Func<TState, ReadOnlyMemory<byte>> _write;
    private readonly TopicFeedOptions _options;
    private int _numbers;

    /// <summary>Starts with nothing.</summary>
    /// <param name="write">Writes a state as one JSON value in UTF-8, which never changes.</param>
    /// <param name="options">Those of the feed.</param>
    public KeyedChannels(Func<TState, ReadOnlyMemory<byte>> write, TopicFeedOptions options) =>
        (_write, _options) = (write, options);

    /// <summary>All states, in no order.</summary>
    public IEnumerable<TState> States
    {
        get
        {
            foreach (var (_, channel) in _channels)
            {
                if (channel.Newest is { } newest)
                {
                    yield return newest.State;
                }
            }
        }
    }

    /// <summary>The newest state of a key; null where none is known.</summary>
    public TState? Find(string key) => _channels.TryGetValue(key, out var channel) ? channel.Newest?.State : null;

    /// <summary>Folds a record into the state of a key, and offers the new state to who watches.</summary>
    /// <param name="key">The key.</param>
    /// <param name="position">The record's place, from <see cref="TopicFeed.PositionOf"/>.</param>
    /// <param name="at">When it was so.</param>
    /// <param name="input">What the record says.</param>
    /// <param name="fold">
    /// Makes the new state of the one before, which may be null; null where the record changes nothing. It runs under a lock of
    /// the key: it must be quick and call nobody.
    /// </param>
    /// <returns>True where the state is another now.</returns>
    public bool Apply<TInput>(
        string key, ChannelPosition position, DateTimeOffset at, in TInput input, Func<TState?, TInput, TState?> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        while (true)
        {
            var channel = _channels.GetOrAdd(key, static (_, owner) => owner.NewChannel(), this);
            if (!channel.TryApply(position, at, input, fold, out var applied, out var watchers))
            {
                // It was dropped just now; the next has another.
                continue;
            }

            if (applied is null)
            {
                Drop(key, channel);
                return false;
            }

            var recent = _recent.GetOrAdd(
                position.Epoch, static (_, capacity) => new RecentValues(capacity), _options.LookBackRecords);
            recent.Add(position.Offset, channel.Number);
            if (watchers.Length > 0)
            {
                var value = applied.Value(_write);
                foreach (var watcher in watchers)
                {
                    watcher.Offer(applied.Version, value);
                }
            }

            return true;
        }
    }

    /// <summary>Says what a key's state is from elsewhere than the feed, where the feed knows nothing of it.</summary>
    public void Seed(string key, ChannelPosition position, DateTimeOffset at, TState state)
    {
        while (!_channels.GetOrAdd(key, static (_, owner) => owner.NewChannel(), this).TrySeed(position, at, state))
        {
            // It was dropped just now; the next has another.
        }
    }

    /// <summary>Lets go of what is known from the partition of that epoch; for <see cref="IFeedSink.Forget"/>.</summary>
    public void Forget(long epoch)
    {
        _recent.TryRemove(epoch, out _);
        foreach (var (key, channel) in _channels)
        {
            channel.Forget(epoch);
            Drop(key, channel);
        }
    }

    /// <summary>
    /// Begins to watch a key; returns at once. Once the partitions are read up to their end, the watcher is told where it
    /// stands and offered the newest state, unless it has it; then each new one.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="since">Where the watcher left off.</param>
    /// <param name="watcher">Who watches.</param>
    /// <param name="feed">What feeds these channels.</param>
    /// <param name="need">
    /// Has those partitions read that the key can be in. It is the caller's; <see cref="ChannelSubscription.Hold"/> keeps it as
    /// long as somebody watches.
    /// </param>
    /// <param name="ready">Called once the partitions are read, before the newest state is looked at; see <see cref="Seed"/>.</param>
    public ChannelSubscription Watch(
        string key, ChannelPosition? since, IChannelWatcher watcher, TopicFeed feed, FeedNeed need, Action? ready = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(need);
        var watch = new KeyedWatch(key, since, feed, need, ready);
        var subscription = new ChannelSubscription(watcher, left => Leave(key, left));
        if (need.IsReady && (feed.Find(since) is not { } resume || feed.RangeOf(resume.Partition)?.End > resume.Offset))
        {
            Open(watch, subscription);
        }
        else
        {
            _ = OpenAsync(watch, subscription);
        }

        return subscription;
    }

    private KeyedChannel<TState> NewChannel() => new(Interlocked.Increment(ref _numbers));

    private async Task OpenAsync(KeyedWatch watch, ChannelSubscription subscription)
    {
        await watch.Need.ReadyAsync(watch.Feed.Find(watch.Since));
        Open(watch, subscription);
    }

    private void Open(KeyedWatch watch, ChannelSubscription subscription)
    {
        watch.Ready?.Invoke();
        KeyedChannel<TState> channel;
        KeyedState<TState>? newest;
        do
        {
            channel = _channels.GetOrAdd(watch.Key, static (_, owner) => owner.NewChannel(), this);
        }
        while (!channel.TryJoin(subscription, out newest));

        var value = newest?.Value(_write);
        if (watch.Since is { } since && IsKnownFrom(watch.Feed, since) && (value is null || value.Position.Epoch == since.Epoch))
        {
            var first = value?.Position.Offset > since.Offset ? value with { LeftOut = CountBetween(channel, since, value) } : null;
            subscription.Open(since, recovered: true, newest?.Version ?? 0, first);
        }
        else
        {
            // Just before what it is offered now: if that does not arrive, it asks again from before it.
            subscription.Open(
                value is null ? watch.End() : value.Position with { Offset = value.Position.Offset - 1 },
                recovered: false,
                newest?.Version ?? 0,
                value);
        }

        if (subscription.IsEnded)
        {
            // It left before it had joined.
            Leave(watch.Key, subscription);
        }
    }

    // Everything behind that place was read here, and every value of it is remembered.
    private bool IsKnownFrom(TopicFeed feed, ChannelPosition since) =>
        feed.Find(since) is { } resume
        && feed.RangeOf(resume.Partition) is { } read
        && since.Offset < read.End
        && since.Offset + 1 >= read.Start
        && !(_recent.TryGetValue(since.Epoch, out var recent) && since.Offset + 1 < recent.From);

    private long CountBetween(KeyedChannel<TState> channel, ChannelPosition since, ChannelValue newest) =>
        _recent.TryGetValue(since.Epoch, out var recent) ? recent.Count(channel.Number, since.Offset, newest.Position.Offset) : 0;

    private void Leave(string key, ChannelSubscription subscription)
    {
        if (_channels.TryGetValue(key, out var channel))
        {
            channel.Leave(subscription);
            Drop(key, channel);
        }
    }

    // A key of which nothing is known and that nobody watches.
    private void Drop(string key, KeyedChannel<TState> channel)
    {
        if (channel.TryEnd())
        {
            _channels.TryRemove(new KeyValuePair<string, KeyedChannel<TState>>(key, channel));
        }
    }

    /// <summary>What a watcher asked for.</summary>
    private sealed record KeyedWatch(string Key, ChannelPosition? Since, TopicFeed Feed, FeedNeed Need, Action? Ready)
    {
        /// <summary>The end of what is read, where nothing is known of the key.</summary>
        public ChannelPosition End()
        {
            var partition = Need.Partition ?? 0;
            var end = Need.Partition is null ? 0 : Feed.RangeOf(partition)?.End ?? 0;
            return Feed.PositionOf(new LogPosition(partition, end - 1));
        }
    }
}
