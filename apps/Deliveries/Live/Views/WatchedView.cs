using Homing.Streams;

namespace Homing.Deliveries.Live.Views;

/// <summary>One view for all who watch it.</summary>
/// <param name="view">What it shows.</param>
internal sealed class WatchedView(MapView view)
{
    private readonly Thinning _thinning = new();
    private LiveRide[]? _shown;
    private int _total;

    /// <summary>Who watches; guarded by the gate of <see cref="WatchedViews"/>.</summary>
    public HashSet<ChannelSubscription> Watchers { get; } = [];

    /// <summary>The newest value; null before the first. Guarded by the same.</summary>
    public ChannelValue? Newest { get; set; }

    /// <summary>Computes it, on the one thread that does so.</summary>
    /// <returns>The bytes; null where nothing changed.</returns>
    public ReadOnlyMemory<byte>? Compute(MapSnapshot rides, DateTimeOffset now)
    {
        var (total, shown) = _thinning.Choose(view, rides);
        if (_shown is { } before && total == _total && shown.AsSpan().SequenceEqual(before, ReferenceEqualityComparer.Instance))
        {
            return null;
        }

        (_total, _shown) = (total, shown);
        return ViewJson.Write(now, total, shown);
    }
}
