using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Search;
using Homing.Parking.Tariffs;
using Homing.Workers;

namespace Homing.Parking.Nearby;

/// <summary>Answers <c>parking.nearby</c>.</summary>
public sealed class NearbyHandler : IRequestHandler<NearbyQuery, NearbyAnswer>
{
    private const int Attempts = 3;

    private readonly AvailabilityBoard _board;
    private readonly TimeProvider _time;

    /// <summary>Answers from the board.</summary>
    public NearbyHandler(AvailabilityBoard board, TimeProvider time) => (_board, _time) = (board, time);

    /// <inheritdoc/>
    public ValueTask<NearbyAnswer> HandleAsync(
        NearbyQuery request, RequestContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ValueTask.FromResult(Answer(request));
    }

    internal NearbyAnswer Answer(NearbyQuery query)
    {
        var conditions = NearbyConditions.Check(query);
        var now = _time.GetUtcNow();

        // A lot may change between being found and being written down. Then the search is made again, and at last
        // the lot is left out: nothing in an answer contradicts what was asked.
        for (var attempt = 1; ; attempt++)
        {
            var lots = Find(conditions, now, out var changed);
            if (!changed || attempt == Attempts)
            {
                return new NearbyAnswer(now, lots);
            }
        }
    }

    private List<NearbyLot> Find(NearbyConditions conditions, DateTimeOffset now, out bool changed)
    {
        var from = UnitVector.FromDegrees(conditions.Latitude, conditions.Longitude);
        var fits = new FitsConditions(_board, conditions, now);
        Span<Neighbour> found = stackalloc Neighbour[conditions.Limit];
        var count = _board.Index.Nearest(
            from,
            conditions.RadiusMeters is { } radius ? GreatCircle.SquaredChordOf(radius) : double.PositiveInfinity,
            fits.Filter,
            fits,
            found);
        var lots = new List<NearbyLot>(count);
        changed = false;
        foreach (var neighbour in found[..count])
        {
            var lot = _board.Catalogue.Lots[neighbour.Point];
            var status = _board.Read(neighbour.Point, now);
            var distance = GreatCircle.Meters(from, lot.Place);
            if (!fits.Accept(lot, status))
            {
                changed = true;
            }
            else if (conditions.RadiusMeters is not { } limit || distance <= limit)
            {
                lots.Add(Describe(lot, status, distance, conditions.Stay));
            }
        }

        return lots;
    }

    private static NearbyLot Describe(Lot lot, LotStatus status, double distance, TimeSpan? stay)
    {
        var price = stay is { } length ? lot.Tariff?.PriceOf(length) : null;
        return new NearbyLot
        {
            LotId = lot.Id,
            Name = lot.Name,
            Lat = lot.Latitude,
            Lng = lot.Longitude,
            DistanceM = Math.Round(distance, 1),
            ParkType = ParkTypes.NameOf(lot.Type),
            Capacity = status.Capacity,
            Free = status.Free,
            Availability = NameOf(status.Trust),
            ObservedAt = status.ObservedAt,
            Open = status.Open,
            WorkHours = lot.Hours?.Text,
            StayPrice = price,
            Currency = price is null ? null : Tariff.Currency,
            PriceYear = price is null ? null : Tariff.PriceYear,
            DirectionsUrl = FormattableString.Invariant(
                $"https://www.google.com/maps/dir/?api=1&destination={lot.Latitude},{lot.Longitude}&travelmode=driving"),
        };
    }

    internal static string NameOf(Trust trust) => trust switch
    {
        Trust.Live => "live",
        Trust.Stale => "stale",
        _ => "unknown",
    };
}
