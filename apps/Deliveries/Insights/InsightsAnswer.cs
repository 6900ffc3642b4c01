namespace Homing.Deliveries.Insights;

/// <summary>What all rides of some hours have in common.</summary>
/// <param name="From">The first hour's beginning.</param>
/// <param name="To">The last hour's end.</param>
/// <param name="KnownSince">Nothing before is known; absent where nothing is known at all.</param>
/// <param name="Totals">Of all hours.</param>
/// <param name="Hours">Each hour, oldest first; those in which nothing happened too.</param>
/// <param name="Speeds">How many positions were reached how fast.</param>
/// <param name="Heat">How many positions were where.</param>
internal sealed record InsightsAnswer(
    DateTime From,
    DateTime To,
    DateTime? KnownSince,
    InsightTotals Totals,
    IReadOnlyList<InsightHour> Hours,
    IReadOnlyList<SpeedBin> Speeds,
    InsightHeat Heat);

/// <summary>Sums.</summary>
/// <param name="Started">Rides that started.</param>
/// <param name="Finished">Rides that arrived.</param>
/// <param name="Positions">Positions that were taken.</param>
/// <param name="DistanceM">Metres between them.</param>
/// <param name="Stale">Positions that were older than what was there: repeats too.</param>
/// <param name="Future">Positions of a time to come.</param>
/// <param name="Invalid">Records that are no positions.</param>
internal sealed record InsightTotals(
    long Started, long Finished, long Positions, double DistanceM, long Stale, long Future, long Invalid)
{
    public InsightTotals Plus(HourFigures hour) => new(
        Started + hour.Started,
        Finished + hour.Finished,
        Positions + hour.Positions,
        (Math.Round(DistanceM * 1000) + hour.DistanceMm) / 1000,
        Stale + hour.Stale,
        Future + hour.Future,
        Invalid + hour.Invalid);
}

/// <summary>An hour.</summary>
internal sealed record InsightHour(DateTime Hour, long Started, long Finished, long Positions, double DistanceM);

/// <summary>How many positions were reached between two speeds; the last bin has no upper one.</summary>
internal sealed record SpeedBin(int FromMps, int? ToMps, long Positions);

/// <summary>Where positions were: cells of a grid, each by its middle.</summary>
internal sealed record InsightHeat(double CellDeg, IReadOnlyList<HeatCell> Cells);

/// <summary>A cell of the grid.</summary>
internal sealed record HeatCell(double Lat, double Lng, long Positions);

/// <summary>Rides, newest first.</summary>
/// <param name="Total">How many there are, of which these are the newest.</param>
/// <param name="Rides">The newest.</param>
internal sealed record RideList(int Total, IReadOnlyList<ListedRide> Rides);

/// <summary>A ride, under way or over.</summary>
internal sealed record ListedRide(
    string RideId,
    string RouteId,
    string Title,
    string ClientId,
    DateTime StartedAt,
    DateTime? FinishedAt,
    double DistanceM,
    double AverageMps,
    long Positions);
