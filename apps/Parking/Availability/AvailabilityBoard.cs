using Homing.Parking.Catalogue;
using Homing.Parking.Search;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Availability;

/// <summary>What became of a reading.</summary>
public enum ReadingOutcome
{
    /// <summary>It is the lot's newest.</summary>
    Applied,

    /// <summary>The lot has a newer one.</summary>
    Older,

    /// <summary>It is from a time to come.</summary>
    FromTheFuture,
}

/// <summary>The newest reading of every lot, and the index over them. Written by one at a time, read without a lock.</summary>
public sealed class AvailabilityBoard
{
    private readonly PlaceholderLots _placeholders;
    private readonly ParkingOptions _options;
    private readonly TimeProvider _time;
    private readonly LotState[] _states;
    private readonly long[] _changedAt;
    private readonly Lock _writing = new();
    private long _changes;

    /// <summary>Starts with every lot unknown.</summary>
    public AvailabilityBoard(
        LotCatalogue catalogue, PlaceholderLots placeholders, IOptions<ParkingOptions> options, TimeProvider time)
    {
        Catalogue = catalogue;
        _placeholders = placeholders;
        _options = options.Value;
        _time = time;
        Attributes = new LotAttributes(catalogue);
        _states = new LotState[catalogue.Lots.Count];
        _changedAt = new long[_states.Length];
        Array.Fill(_states, LotState.Nothing);
        Index = new PointIndex([.. catalogue.Lots.Select((lot, number) =>
            new IndexedPoint(lot.Id, lot.Place, Attributes.Of(number), IndexedPoint.Unknown))]);
    }

    /// <summary>The lots, by the numbers used here.</summary>
    public LotCatalogue Catalogue { get; }

    /// <summary>Finds the nearest; a point's number is the lot's.</summary>
    public PointIndex Index { get; }

    internal LotAttributes Attributes { get; }

    /// <summary>Takes a reading in, unless it is from the future or older than what is there.</summary>
    public ReadingOutcome Apply(int lot, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (IsFromTheFuture(reading.ObservedAt))
        {
            return ReadingOutcome.FromTheFuture;
        }

        lock (_writing)
        {
            var before = _states[lot];
            if (before.Reading is { } current && current.ObservedAt > reading.ObservedAt)
            {
                return ReadingOutcome.Older;
            }

            var isPlaceholder = _placeholders.IsPlaceholder(Catalogue.Lots[lot], reading.Free, before.HasMoved);
            Write(lot, new LotState(reading, isPlaceholder, before.HasMoved || !isPlaceholder));
            return ReadingOutcome.Applied;
        }
    }

    /// <summary>Forgets the lot's reading.</summary>
    public void Clear(int lot)
    {
        lock (_writing)
        {
            Write(lot, LotState.Nothing with { HasMoved = _states[lot].HasMoved });
        }
    }

    /// <summary>True where a reading of that time is set aside, because it cannot have happened yet.</summary>
    public bool IsFromTheFuture(DateTimeOffset observedAt) =>
        observedAt > _time.GetUtcNow() + _options.FutureTolerance;

    /// <summary>True where the lot has a newer reading than of that time.</summary>
    public bool HasNewer(int lot, DateTimeOffset observedAt) =>
        Volatile.Read(ref _states[lot]).Reading is { } current && current.ObservedAt > observedAt;

    /// <summary>What can be said about a lot at that moment.</summary>
    public LotStatus Read(int lot, DateTimeOffset now)
    {
        var state = Volatile.Read(ref _states[lot]);
        var details = Catalogue.Lots[lot];
        var isLive = state.Reading is { } latest && now - latest.ObservedAt <= _options.StaleAfter;
        var open = OpenRule.IsOpen(details, state.Reading, isLive, now);
        var capacity = state.Reading?.Capacity ?? details.Capacity;
        return state.Reading is { } reading && !state.IsPlaceholder
            ? new LotStatus(isLive ? Trust.Live : Trust.Stale, reading.Free, capacity, open, reading.ObservedAt)
            : new LotStatus(Trust.Unknown, null, capacity, open, null);
    }

    /// <summary>When the newest reading of any lot was observed; null where there is none.</summary>
    internal DateTimeOffset? NewestAt => _states.Max(state => state.Reading?.ObservedAt);

    /// <summary>How many lots there are of each trust at that moment.</summary>
    internal Dictionary<Trust, int> Count(DateTimeOffset now)
    {
        var counts = Enum.GetValues<Trust>().ToDictionary(trust => trust, _ => 0);
        for (var lot = 0; lot < _states.Length; lot++)
        {
            counts[Read(lot, now).Trust]++;
        }

        return counts;
    }

    /// <summary>
    /// Adds the lots that changed since that many changes to <paramref name="lots"/>, and answers up to which change they
    /// are told, to ask from there again. What only time changes is not told.
    /// </summary>
    internal long ReadChanges(long since, List<int> lots)
    {
        var until = Volatile.Read(ref _changes);
        for (var lot = 0; until > since && lot < _changedAt.Length; lot++)
        {
            if (Volatile.Read(ref _changedAt[lot]) > since)
            {
                lots.Add(lot);
            }
        }

        return until;
    }

    private void Write(int lot, LotState state)
    {
        var now = _time.GetUtcNow();
        var before = Read(lot, now);
        Volatile.Write(ref _states[lot], state);
        var free = state.Reading is { } reading && !state.IsPlaceholder ? reading.Free : IndexedPoint.Unknown;
        Index.Update(lot, Attributes.Of(lot), free);
        if (Read(lot, now) != before)
        {
            // The count last: who reads it finds everything up to it written.
            Volatile.Write(ref _changedAt[lot], _changes + 1);
            Volatile.Write(ref _changes, _changes + 1);
        }
    }

    private sealed record LotState(Reading? Reading, bool IsPlaceholder, bool HasMoved)
    {
        public static readonly LotState Nothing = new(null, false, false);
    }
}
