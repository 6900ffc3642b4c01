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

    /// <summary>The catalogue has no such lot; it is kept for when it has.</summary>
    UnknownLot,
}

/// <summary>
/// The newest reading of every lot, and the index over them. Written by one at a time, read without a lock. When the catalogue
/// changes, another view takes the place of the one before, and what is known of each lot goes over to it.
/// </summary>
public sealed class AvailabilityBoard
{
    /// <summary>Of how many lots that the catalogue does not have the reading is kept.</summary>
    internal const int MaxWaiting = 10_000;

    private readonly PlaceholderLots _placeholders;
    private readonly ParkingOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private readonly Dictionary<string, LotState> _waiting = new(StringComparer.Ordinal);
    private BoardView _current;
    private long _changes;

    /// <summary>Starts with every lot unknown.</summary>
    public AvailabilityBoard(
        LiveCatalogue catalogue, PlaceholderLots placeholders, IOptions<ParkingOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _placeholders = placeholders;
        _options = options.Value;
        _time = time;
        _current = new BoardView(LotCatalogue.Empty, [], [], _options.StaleAfter);
        catalogue.Follow(Replace);
    }

    /// <summary>The lots as they are now.</summary>
    public BoardView Current => Volatile.Read(ref _current);

    /// <summary>Takes a reading in, unless it is from the future or older than what is there.</summary>
    public ReadingOutcome Apply(string lotId, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (IsFromTheFuture(reading.ObservedAt))
        {
            return ReadingOutcome.FromTheFuture;
        }

        lock (_writing)
        {
            var isKnown = _current.Catalogue.TryFind(lotId, out var lot);
            var before = isKnown ? _current.StateOf(lot) : _waiting.GetValueOrDefault(lotId, LotState.Nothing);
            var isOlder = before.Reading is { } newest && newest.ObservedAt > reading.ObservedAt;
            if (!isKnown)
            {
                Keep(lotId, isOlder ? before : before with { Reading = reading });
                return ReadingOutcome.UnknownLot;
            }

            if (isOlder)
            {
                return ReadingOutcome.Older;
            }

            Write(lot, LotState.Of(_current.Catalogue.Lots[lot], reading, before.HasMoved, _placeholders));
            return ReadingOutcome.Applied;
        }
    }

    /// <summary>Forgets the lot's reading.</summary>
    public void Clear(string lotId)
    {
        lock (_writing)
        {
            _waiting.Remove(lotId);
            if (_current.Catalogue.TryFind(lotId, out var lot))
            {
                Write(lot, LotState.Nothing with { HasMoved = _current.StateOf(lot).HasMoved });
            }
        }
    }

    /// <summary>True where a reading of that time is set aside, because it cannot have happened yet.</summary>
    public bool IsFromTheFuture(DateTimeOffset observedAt) =>
        observedAt > _time.GetUtcNow() + _options.FutureTolerance;

    /// <summary>True where the lot has a newer reading than of that time.</summary>
    public bool HasNewer(string lotId, DateTimeOffset observedAt) =>
        Current is var view && view.Catalogue.TryFind(lotId, out var lot)
        && view.StateOf(lot).Reading is { } newest && newest.ObservedAt > observedAt;

    /// <summary>
    /// Adds where lots are that changed since that many changes to <paramref name="places"/>, and answers up to which change
    /// they are told, to ask from there again. What only time changes is not told.
    /// </summary>
    /// <param name="since">What the last call answered; 0 at first.</param>
    /// <param name="places">Takes the places.</param>
    /// <param name="everywhere">True where too much has happened since to say where.</param>
    internal long ReadChanges(long since, List<UnitVector> places, out bool everywhere)
    {
        // The count first: what is in the view beyond it is told once more with the next call.
        var until = Volatile.Read(ref _changes);
        var view = Current;
        everywhere = view.CameAfter > since;
        for (var lot = 0; until > since && lot < view.ChangedAt.Length; lot++)
        {
            if (Volatile.Read(ref view.ChangedAt[lot]) > since)
            {
                places.Add(view.Catalogue.Lots[lot].Place);
            }
        }

        if (view.CameAt > since)
        {
            places.AddRange(view.Moved);
        }

        return until;
    }

    private void Replace(LotCatalogue catalogue)
    {
        lock (_writing)
        {
            var before = _current;
            foreach (var (number, lot) in before.Catalogue.Lots.Index())
            {
                if (!catalogue.TryFind(lot.Id, out _))
                {
                    Keep(lot.Id, before.StateOf(number));
                }
            }

            var states = new LotState[catalogue.Lots.Count];
            var changedAt = new long[states.Length];
            foreach (var (number, lot) in catalogue.Lots.Index())
            {
                var wasThere = before.Catalogue.TryFind(lot.Id, out var old);
                var state = wasThere ? before.StateOf(old)
                    : _waiting.Remove(lot.Id, out var kept) ? kept : LotState.Nothing;
                states[number] = state.Reading is { } reading ? LotState.Of(lot, reading, state.HasMoved, _placeholders) : state;
                changedAt[number] = wasThere ? before.ChangedAt[old] : 0;
            }

            Volatile.Write(ref _current, new BoardView(catalogue, states, changedAt, _options.StaleAfter)
            {
                CameAt = _changes + 1,
                CameAfter = before.CameAt,
                Moved = CatalogueChange.Between(before.Catalogue, catalogue).Places,
            });
            Volatile.Write(ref _changes, _changes + 1);
        }
    }

    private void Keep(string lotId, LotState state)
    {
        if (state.Reading is not null && (_waiting.Count < MaxWaiting || _waiting.ContainsKey(lotId)))
        {
            _waiting[lotId] = state;
        }
    }

    private void Write(int lot, LotState state)
    {
        var now = _time.GetUtcNow();
        var before = _current.Read(lot, now);
        _current.Write(lot, state);
        if (_current.Read(lot, now) != before)
        {
            // The count last: who reads it finds everything up to it written.
            Volatile.Write(ref _current.ChangedAt[lot], _changes + 1);
            Volatile.Write(ref _changes, _changes + 1);
        }
    }
}
