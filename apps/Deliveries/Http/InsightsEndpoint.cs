using Homing.Deliveries.Insights;
using Homing.Deliveries.Routes;
using Homing.Http;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>GET /api/insights/deliveries</c>: what can be learned from all rides of some hours.</summary>
internal static class InsightsEndpoint
{
    /// <summary>How many heat cells an answer has at most; with more, the grid is made coarser.</summary>
    public const int MaxCells = 2_000;

    public const int MaxRides = 1_000;
    public const int DefaultRides = 200;

    public static IResult Get(
        string? from, string? to, string? west, string? south, string? east, string? north,
        RideInsights insights, InsightsReader reader, TimeProvider time)
    {
        var span = InsightsQuery.Span(from, to, time.GetUtcNow());
        var box = InsightsQuery.Box(west, south, east, north);
        RequireRead(reader);
        var figures = insights.AddUp(span.From, span.To, box, MaxCells);
        return TypedResults.Json(Describe(figures), DeliveryJson.Default.InsightsAnswer);
    }

    public static IResult GetRides(
        string? from, string? to, string? route, string? limit,
        RideInsights insights, InsightsReader reader, LiveRoutes routes, TimeProvider time)
    {
        var span = InsightsQuery.Span(from, to, time.GetUtcNow());
        var most = QueryText.WholeNumber("limit", limit, DefaultRides, 1, MaxRides);
        RequireRead(reader);
        var (total, rides) = insights.Rides(span.From, span.To, string.IsNullOrEmpty(route) ? null : route, most);
        return TypedResults.Json(
            new RideList(total, [.. rides.Select(ride => Describe(ride, routes))]), DeliveryJson.Default.RideList);
    }

    private static void RequireRead(InsightsReader reader)
    {
        if (!reader.IsCaughtUp)
        {
            throw new ProblemException(InsightsReader.NotReadYet);
        }
    }

    private static InsightsAnswer Describe(InsightFigures figures) => new(
        figures.From.UtcDateTime,
        figures.To.UtcDateTime,
        figures.KnownSince?.UtcDateTime,
        figures.Totals,
        [.. Filled(figures.Hours)],
        [.. figures.Speeds.Select(bin => new SpeedBin(
            bin.Key * HourFigures.BinMps,
            bin.Key == HourFigures.LastBin ? null : (bin.Key + 1) * HourFigures.BinMps,
            bin.Value))],
        new InsightHeat(figures.Heat.CellDeg, [.. figures.Heat.Cells
            .OrderByDescending(cell => cell.Value).ThenBy(cell => cell.Key.Row).ThenBy(cell => cell.Key.Column)
            .Select(cell => (Centre: cell.Key.Centre(figures.Heat.CellDeg), Positions: cell.Value))
            .Select(cell => new HeatCell(cell.Centre.Lat, cell.Centre.Lng, cell.Positions))]));

    /// <summary>The hours between the first and the last in which something happened, without gaps.</summary>
    private static IEnumerable<InsightHour> Filled(IReadOnlyList<InsightHour> hours)
    {
        DateTime? next = null;
        foreach (var hour in hours)
        {
            for (; next is { } empty && empty < hour.Hour; next = empty.AddHours(1))
            {
                yield return new InsightHour(empty, 0, 0, 0, 0);
            }

            yield return hour;
            next = hour.Hour.AddHours(1);
        }
    }

    private static ListedRide Describe(RideSummary ride, LiveRoutes routes) => new(
        ride.RideId,
        ride.RouteId,
        routes.Current.Find(ride.RouteId)?.Title ?? ride.RouteId,
        ride.ClientId,
        ride.StartedAt.UtcDateTime,
        ride.FinishedAt?.UtcDateTime,
        Math.Round(ride.DistanceM, 1),
        Math.Round(ride.AverageMps, 2),
        ride.Positions);
}
