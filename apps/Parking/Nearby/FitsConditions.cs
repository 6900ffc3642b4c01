using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Search;

namespace Homing.Parking.Nearby;

/// <summary>The conditions of a query: as bits for the index, and to the letter for a lot.</summary>
internal readonly struct FitsConditions : IAccept
{
    private readonly BoardView _view;
    private readonly NearbyConditions _conditions;
    private readonly DateTimeOffset _now;

    public FitsConditions(BoardView view, NearbyConditions conditions, DateTimeOffset now)
    {
        (_view, _conditions, _now) = (view, conditions, now);
        var arriveAt = conditions.ArriveAt;
        var stay = conditions.Stay ?? TimeSpan.Zero;
        Filter = new NearestFilter
        {
            AnyOf = conditions.Type is { } type ? LotAttributes.OfType(type) : 0,
            MinFree = conditions.MinFree,

            // Where no hours fit, a bit that no lot has: 0 would ask nothing.
            AndAnyOf = conditions.OpenNow || arriveAt is not null
                ? view.Attributes.OfHours(hours => hours.IsOpenFor(arriveAt ?? now, stay)) is var bits and not 0
                    ? bits
                    : 1u << 31
                : 0,
        };
    }

    public NearestFilter Filter { get; }

    public bool Accept(int point) =>
        (!_conditions.OpenNow && _conditions.ArriveAt is null)
        || Accept(_view.Catalogue.Lots[point], _view.Read(point, _now));

    public bool Accept(Lot lot, in LotStatus status)
    {
        if (_conditions.MinFree is { } minFree && !(status.Free >= minFree))
        {
            return false;
        }

        if (_conditions.OpenNow && status.Open != true)
        {
            return false;
        }

        if (!_conditions.OpenNow && _conditions.ArriveAt is null)
        {
            return true;
        }

        var arriveAt = _conditions.ArriveAt ?? _now;
        return lot.Hours is { } hours
            ? hours.IsOpenFor(arriveAt, _conditions.Stay ?? TimeSpan.Zero)
            : _conditions.ArriveAt is null;
    }
}
