using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Search;
using Homing.Parking.Tariffs;

namespace Homing.Parking.Nearby;

/// <summary>Finds the lots that meet conditions, and writes them down. Thread-safe.</summary>
internal sealed class NearbyFinder
{
    private const int Attempts = 3;

    private readonly AvailabilityBoard _board;

    public NearbyFinder(AvailabilityBoard board) => _board = board;

    public FoundLots Find(NearbyConditions conditions, DateTimeOffset now)
    {
        // A lot may change between being found and being written down. Then the search is made again, and at last
        // the lot is left out: nothing in an answer contradicts what was asked.
        for (var attempt = 1; ; attempt++)
        {
            var found = Search(conditions, now, out var changed);
            if (!changed || attempt == Attempts)
            {
                return found;
            }
        }
    }

    public static NearbyAnswer Describe(ReadOnlySpan<FoundLot> found, NearbyConditions conditions, DateTimeOffset now)
    {
        var lots = new NearbyLot[found.Length];
        for (var number = 0; number < lots.Length; number++)
        {
            lots[number] = Describe(found[number], conditions.Stay);
        }

        return new NearbyAnswer(now, lots);
    }

    public static string NameOf(Trust trust) => trust switch
    {
        Trust.Live => "live",
        Trust.Stale => "stale",
        _ => "unknown",
    };

    private FoundLots Search(NearbyConditions conditions, DateTimeOffset now, out bool changed)
    {
        var from = conditions.Place;
        var bound = conditions.RadiusMeters is { } radius ? GreatCircle.SquaredChordOf(radius) : double.PositiveInfinity;
        var view = _board.Current;
        var fits = new FitsConditions(view, conditions, now);
        Span<Neighbour> nearest = stackalloc Neighbour[conditions.Limit];
        var count = view.Index.Nearest(from, bound, fits.Filter, fits, nearest);
        var lots = new FoundLot[count];
        var kept = 0;
        changed = false;
        foreach (var neighbour in nearest[..count])
        {
            var lot = view.Catalogue.Lots[neighbour.Point];
            var status = view.Read(neighbour.Point, now);
            var distance = GreatCircle.Meters(from, lot.Place);
            if (!fits.Accept(lot, status))
            {
                changed = true;
            }
            else if (conditions.RadiusMeters is not { } limit || distance <= limit)
            {
                lots[kept++] = new FoundLot(lot, distance, status);
            }
        }

        Array.Resize(ref lots, kept);
        return new FoundLots(lots, count == nearest.Length ? nearest[^1].SquaredChord : bound);
    }

    private static NearbyLot Describe(in FoundLot found, TimeSpan? stay)
    {
        var (lot, status) = (found.Lot, found.Status);
        var price = stay is { } length ? lot.Tariff?.PriceOf(length) : null;
        return new NearbyLot
        {
            LotId = lot.Id,
            Name = lot.Name,
            Lat = lot.Latitude,
            Lng = lot.Longitude,
            DistanceM = Math.Round(found.Meters, 1),
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
}
