using Homing.Streams;

namespace Homing.Deliveries.Live;

/// <summary>Has the partition read where a watched ride is, and moves on to another with it. Thread-safe.</summary>
internal sealed class RideNeed(TopicFeed feed, int? partition, Action<RideNeed> leave) : IDisposable
{
    private readonly Lock _gate = new();
    private FeedNeed _need = partition is { } one ? feed.Need(one) : feed.NeedAll();
    private bool _disposed;

    /// <summary>What is read now.</summary>
    public FeedNeed Current
    {
        get
        {
            lock (_gate)
            {
                return _need;
            }
        }
    }

    /// <summary>The positions of the ride are in that partition.</summary>
    public void Follow(int partition)
    {
        FeedNeed before;
        lock (_gate)
        {
            if (_disposed || _need.Partition == partition)
            {
                return;
            }

            // The next before the last: what both have read goes on being read.
            (before, _need) = (_need, feed.Need(partition));
        }

        before.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        leave(this);
        _need.Dispose();
    }
}
