using Homing.Log;

namespace Homing.Streams;

/// <summary>Keeps partitions of a <see cref="TopicFeed"/> being read, until it is disposed. Thread-safe.</summary>
public sealed class FeedNeed : IDisposable
{
    private readonly TopicFeed _feed;
    private bool _disposed;

    internal FeedNeed(TopicFeed feed, int? partition) => (_feed, Partition) = (feed, partition);

    /// <summary>The partition; null for all.</summary>
    public int? Partition { get; }

    /// <summary>True once the partitions have been read up to what was their end when they were opened.</summary>
    public bool IsReady => _feed.IsReady(Partition);

    /// <summary>
    /// Completes when the partitions have been read up to what was their end when they were opened, or when
    /// <see cref="TopicFeedOptions.OpenPatience"/> is over.
    /// </summary>
    public Task ReadyAsync() => _feed.ReadyAsync(Partition, null);

    /// <summary>The same, and the partition of <paramref name="position"/> has been read up to it, too.</summary>
    internal Task ReadyAsync(LogPosition? position) => _feed.ReadyAsync(Partition, position);

    /// <summary>The partitions are not needed here any more.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _feed.Release(this);
        }
    }
}
