using Homing.Parking.Nearby;
using Homing.Streams;

namespace Homing.Parking.Watching;

/// <summary>One list for all who watch under the same conditions.</summary>
/// <remarks>
/// It keeps what the list says and not its bytes: a tenth of the memory, and whether it changed is known before anything
/// is written.
/// </remarks>
internal sealed class WatchedList
{
    private FoundLot[]? _lots;
    private long _offset;

    /// <summary>Makes a list that nobody watches, and takes its place in the index and in the sweep.</summary>
    public WatchedList(NearbyConditions conditions, ReachIndex<WatchedList> reaches, HashSet<WatchedList> sweptWith)
    {
        Conditions = conditions;
        SweptWith = sweptWith;
        SweptWith.Add(this);
        Reach = reaches.Add(this, conditions.Place);
    }

    public NearbyConditions Conditions { get; }

    /// <summary>The lists that are looked at in the same step of the sweep, this one among them.</summary>
    public HashSet<WatchedList> SweptWith { get; }

    /// <summary>How far a change can matter: everywhere, until the list is computed, so that no change is missed.</summary>
    public Reach<WatchedList> Reach { get; }

    /// <summary>Held while the list is computed, and never while a watcher is called.</summary>
    public Lock Computing { get; } = new();

    /// <summary>Who watches; guarded by the gate of <see cref="WatchedLists"/>.</summary>
    public HashSet<ChannelSubscription> Watchers { get; } = [];

    /// <summary>The offset of the newest value; 0 before the first.</summary>
    public long Offset => Volatile.Read(ref _offset);

    public bool IsSame(FoundLot[] lots) => _lots is { } known && known.AsSpan().SequenceEqual(lots);

    public void Replace(FoundLot[] lots, long offset)
    {
        _lots = lots;
        Volatile.Write(ref _offset, offset);
    }
}
