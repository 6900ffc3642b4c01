using System.Security.Cryptography;
using System.Text.Json;
using Homing.Parking.Availability;
using Homing.Parking.Nearby;
using Homing.Parking.Search;
using Homing.Streams;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Watching;

/// <summary>
/// All lists that somebody watches. What changed on the board is looked up in an index over the reaches of the lists, so
/// only those that can be another list now are computed again. Thread-safe.
/// </summary>
internal sealed class WatchedLists
{
    /// <summary>How often each list is computed again because time changes it too: lots open and close, readings age.</summary>
    public static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(30);

    private readonly AvailabilityBoard _board;
    private readonly NearbyFinder _finder;
    private readonly ParkingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly HashSet<WatchedList>[] _sweep;
    private readonly List<UnitVector> _changedPlaces = [];

    // The innermost lock: nothing is computed and nobody is called under it.
    private readonly Lock _gate = new();
    private readonly Dictionary<NearbyConditions, WatchedList> _lists = [];
    private readonly ReachIndex<WatchedList> _reaches = new();

    private long _offset;
    private long _seenChanges;
    private int _added;
    private int _sweepStep;

    public WatchedLists(
        AvailabilityBoard board, IOptions<ParkingOptions> options, ParkingMetrics metrics, TimeProvider time)
    {
        _board = board;
        _finder = new NearbyFinder(board);
        _metrics = metrics;
        _time = time;
        _sweep = new HashSet<WatchedList>[(int)Math.Ceiling(SweepPeriod / options.Value.WatchInterval)];
        for (var step = 0; step < _sweep.Length; step++)
        {
            _sweep[step] = [];
        }

        // Nobody watches yet, so what was before is nobody's news.
        _seenChanges = board.ReadChanges(0, [], out _);

        // The time tells runs apart, the number those that start in the same millisecond; a JSON number holds both exactly.
        Epoch = (time.GetUtcNow().ToUnixTimeMilliseconds() * 1024) + RandomNumberGenerator.GetInt32(1024);
    }

    /// <summary>The number of this run.</summary>
    public long Epoch { get; }

    /// <summary>How many steps a whole sweep has.</summary>
    public int SweepSteps => _sweep.Length;

    /// <summary>Adds a watcher. It is offered the list at once, unless it has it already.</summary>
    public ChannelSubscription Join(NearbyConditions conditions, ChannelPosition? since, IChannelWatcher watcher)
    {
        WatchedList? list;
        ChannelSubscription subscription;
        lock (_gate)
        {
            if (!_lists.TryGetValue(conditions, out list))
            {
                list = new WatchedList(conditions, _reaches, _sweep[_added++ % _sweep.Length]);
                _lists.Add(conditions, list);
                _metrics.ListAdded();
            }

            subscription = new ChannelSubscription(watcher, left => Leave(list, left));
            list.Watchers.Add(subscription);
        }

        // Now that it is among the watchers, whatever comes after the value that is looked at here reaches it too.
        var newest = list.Offset;
        if (newest > 0 && since == new ChannelPosition(Epoch, newest))
        {
            subscription.Open(new ChannelPosition(Epoch, newest), recovered: true, newest);
            return subscription;
        }

        // Just before the list it is offered now: if that does not arrive, it asks again from before it.
        subscription.Open(new ChannelPosition(Epoch, Math.Max(newest - 1, 0)), recovered: false);
        Refresh(list, RefreshCause.Join, subscription);
        return subscription;
    }

    /// <summary>
    /// Computes again the lists that what changed since the last call can matter to, and answers how many those are. One
    /// call at a time.
    /// </summary>
    public int RefreshChanged(CancellationToken cancellationToken)
    {
        var reached = new HashSet<WatchedList>();
        _changedPlaces.Clear();
        lock (_gate)
        {
            _seenChanges = _board.ReadChanges(_seenChanges, _changedPlaces, out var everywhere);
            if (everywhere)
            {
                reached.UnionWith(_lists.Values);
            }

            foreach (var place in _changedPlaces)
            {
                _reaches.Find(place, reached);
            }
        }

        Refresh(reached, RefreshCause.Change, cancellationToken);
        return reached.Count;
    }

    /// <summary>Takes the next step of the sweep: an even share of the lists is computed again. One call at a time.</summary>
    public void RefreshSwept(CancellationToken cancellationToken)
    {
        WatchedList[] swept;
        lock (_gate)
        {
            swept = [.. _sweep[_sweepStep]];
            _sweepStep = (_sweepStep + 1) % _sweep.Length;
        }

        Refresh(swept, RefreshCause.Sweep, cancellationToken);
    }

    private void Refresh(IEnumerable<WatchedList> lists, RefreshCause cause, CancellationToken cancellationToken)
    {
        foreach (var list in lists)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Refresh(list, cause, joining: null);
        }
    }

    /// <summary>Computes a list; offers it to all where it changed, else to who joins.</summary>
    private void Refresh(WatchedList list, RefreshCause cause, ChannelSubscription? joining)
    {
        _metrics.ListComputed(cause);
        ChannelValue value;
        ChannelSubscription[] watchers;
        lock (list.Computing)
        {
            var now = _time.GetUtcNow();
            var found = _finder.Find(list.Conditions, now);
            var isSame = list.IsSame(found.Lots);
            if (!isSame)
            {
                list.Replace(found.Lots, Interlocked.Increment(ref _offset));
            }

            lock (_gate)
            {
                _reaches.Move(list.Reach, found.SquaredReach);
                watchers = !isSame ? [.. list.Watchers] : joining is null ? [] : [joining];
            }

            if (watchers.Length == 0)
            {
                return;
            }

            var answer = NearbyFinder.Describe(found.Lots, list.Conditions, now);
            value = new ChannelValue(
                new ChannelPosition(Epoch, list.Offset),
                now,
                JsonSerializer.SerializeToUtf8Bytes(answer, ParkingJson.Default.NearbyAnswer));
        }

        _metrics.ListPushed(watchers.Length);
        foreach (var watcher in watchers)
        {
            watcher.Offer(value.Position.Offset, value);
        }
    }

    private void Leave(WatchedList list, ChannelSubscription subscription)
    {
        lock (_gate)
        {
            if (!list.Watchers.Remove(subscription) || list.Watchers.Count > 0)
            {
                return;
            }

            _lists.Remove(list.Conditions);
            _reaches.Remove(list.Reach);
            list.SweptWith.Remove(list);
            _metrics.ListRemoved();
        }
    }
}
