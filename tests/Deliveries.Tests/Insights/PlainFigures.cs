using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Insights;

/// <summary>The same figures once more, in the plainest way: route by route, everything kept, nothing clever.</summary>
internal sealed class PlainFigures
{
    private readonly List<(PositionRecord Position, double? DistanceM, double? Seconds, bool IsFirst)> _taken = [];
    private readonly List<PositionRecord> _stale = [];

    public PlainFigures(IEnumerable<PositionRecord> all)
    {
        foreach (var route in all.GroupBy(position => position.RouteId))
        {
            TakeRoute([.. route]);
        }
    }

    public List<(string Route, string Client, DateTimeOffset Started, DateTimeOffset? Finished, long Positions, long Mm)> Rides { get; } = [];

    public long Count(DateTimeOffset hour, Func<PositionRecord, bool> which) =>
        _taken.Count(taken => Hour(taken.Position.ObservedAt) == hour && which(taken.Position));

    public long Stale(DateTimeOffset hour) => _stale.Count(position => Hour(position.ObservedAt) == hour);

    public long Started(DateTimeOffset hour) => _taken.Count(taken =>
        taken.IsFirst && taken.Position.Number is null or 0 && Hour(taken.Position.ObservedAt) == hour);

    public long DistanceMm(DateTimeOffset hour) => _taken
        .Where(taken => Hour(taken.Position.ObservedAt) == hour).Sum(taken => (long)Math.Round((taken.DistanceM ?? 0) * 1000));

    public Dictionary<int, long> Speeds(IReadOnlySet<DateTimeOffset> hours) => _taken
        .Where(taken => taken.Seconds > 0 && hours.Contains(Hour(taken.Position.ObservedAt)))
        .GroupBy(taken => (int)Math.Min(500, Math.Round(taken.DistanceM!.Value * 1000) / 1000 / taken.Seconds!.Value / 2))
        .ToDictionary(bin => bin.Key, bin => (long)bin.Count());

    /// <summary>The cells of some hours at the level that is the lowest with that many cells, an hour's first and then all.</summary>
    public (int Level, Dictionary<Cell, long> Cells) Heat(IReadOnlySet<DateTimeOffset> hours, int cellsAnHour, int cellsInAll)
    {
        var byHour = _taken.Where(taken => hours.Contains(Hour(taken.Position.ObservedAt)))
            .GroupBy(taken => Hour(taken.Position.ObservedAt))
            .Select(hour => hour.Select(taken => taken.Position.Place).ToArray()).ToArray();
        var level = byHour.Select(places => LevelFor(places, cellsAnHour)).DefaultIfEmpty(0).Max();
        var all = byHour.SelectMany(places => places).ToArray();
        level = Math.Max(level, LevelFor(all, cellsInAll));
        return (level, all.GroupBy(place => CellOf(place, level)).ToDictionary(cell => cell.Key, cell => (long)cell.Count()));
    }

    public static DateTimeOffset Hour(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);

    public IEnumerable<DateTimeOffset> Hours() => _taken.Select(taken => Hour(taken.Position.ObservedAt))
        .Concat(_stale.Select(position => Hour(position.ObservedAt))).Distinct();

    private static int LevelFor(Coordinate[] places, int cells) =>
        Enumerable.Range(0, 31).First(level => places.Select(place => CellOf(place, level)).Distinct().Count() <= cells);

    private static Cell CellOf(Coordinate place, int level) => new(
        (int)Math.Floor(Math.Floor((place.Lat + 90) / 0.0005) / Math.Pow(2, level)),
        (int)Math.Floor(Math.Floor((place.Lng + 180) / 0.0005) / Math.Pow(2, level)));

    private void TakeRoute(PositionRecord[] positions)
    {
        List<PositionRecord>? ride = null;
        foreach (var position in positions)
        {
            if (ride is not null && IsStale(ride, position))
            {
                _stale.Add(position);
            }
            else if (ride is not null && (position.Ride is null ? !ride.Exists(told => told.Finished) : RideOf(ride) == position.Ride))
            {
                var last = ride[^1];
                _taken.Add((
                    position, GreatCircle.DistanceM(last.Place, position.Place),
                    (position.ObservedAt - last.ObservedAt).TotalSeconds, false));
                ride.Add(position);
            }
            else
            {
                Close(ride);
                ride = [position];
                _taken.Add((position, null, null, true));
            }
        }

        Close(ride);
    }

    private static bool IsStale(List<PositionRecord> ride, PositionRecord position)
    {
        if (position.Ride is { } named && RideOf(ride) is { } current)
        {
            return named == current
                ? position.Number <= ride.Max(told => told.Number)
                : named.Partition == current.Partition && named.Offset < current.Offset;
        }

        return position.ObservedAt < ride[^1].ObservedAt;
    }

    private static RideId? RideOf(List<PositionRecord> ride) => ride[0].Ride;

    private void Close(List<PositionRecord>? ride)
    {
        if (ride is null)
        {
            return;
        }

        var length = ride.Zip(ride.Skip(1)).Sum(pair =>
            (long)Math.Round(GreatCircle.DistanceM(pair.First.Place, pair.Second.Place) * 1000));
        var last = ride.FindLast(position => position.Finished);
        Rides.Add((
            ride[0].RouteId, ride[0].ClientId, ride[0].ObservedAt,
            last.RouteId is null ? null : last.ObservedAt, ride.Count, length));
    }
}
