using Homing.Parking.Catalogue;
using Homing.Parking.Search;

namespace Homing.Parking.Availability;

/// <summary>
/// The lots of one catalogue, the newest reading of each, and the index over them. A lot's number is its place in this
/// catalogue, and means nothing in another: who looks something up stays with one view until it is done.
/// </summary>
public sealed class BoardView
{
    private readonly LotState[] _states;
    private readonly TimeSpan _staleAfter;

    internal BoardView(LotCatalogue catalogue, LotState[] states, long[] changedAt, TimeSpan staleAfter)
    {
        Catalogue = catalogue;
        _states = states;
        ChangedAt = changedAt;
        _staleAfter = staleAfter;
        Attributes = new LotAttributes(catalogue);
        Index = new PointIndex([.. catalogue.Lots.Select((lot, number) =>
            new IndexedPoint(lot.Id, lot.Place, Attributes.Of(number), states[number].IndexedFree))]);
    }

    /// <summary>The lots, by the numbers used here.</summary>
    public LotCatalogue Catalogue { get; }

    /// <summary>Finds the nearest; a point's number is the lot's.</summary>
    public PointIndex Index { get; }

    internal LotAttributes Attributes { get; }

    /// <summary>By lot: with which change of the board it changed last.</summary>
    internal long[] ChangedAt { get; }

    /// <summary>With which change of the board this view came.</summary>
    internal long CameAt { get; init; }

    /// <summary>With which change of the board the view before this came.</summary>
    internal long CameAfter { get; init; }

    /// <summary>Where the lots are that this view says something else of than the one before.</summary>
    internal IReadOnlyCollection<UnitVector> Moved { get; init; } = [];

    /// <summary>What can be said about a lot at that moment.</summary>
    public LotStatus Read(int lot, DateTimeOffset now)
    {
        var state = StateOf(lot);
        var details = Catalogue.Lots[lot];
        var isLive = state.Reading is { } latest && now - latest.ObservedAt <= _staleAfter;
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

    internal LotState StateOf(int lot) => Volatile.Read(ref _states[lot]);

    /// <summary>Changes what is known of a lot. One call at a time.</summary>
    internal void Write(int lot, LotState state)
    {
        Volatile.Write(ref _states[lot], state);
        Index.Update(lot, Attributes.Of(lot), state.IndexedFree);
    }
}
