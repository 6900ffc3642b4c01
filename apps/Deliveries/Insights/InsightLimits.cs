namespace Homing.Deliveries.Insights;

/// <summary>What bounds the memory of the insights.</summary>
/// <param name="Hours">How many hours are kept, counted back from the newest position.</param>
/// <param name="CellsAnHour">How many heat cells an hour may have before its grid is made coarser.</param>
/// <param name="Rides">How many rides are known one by one.</param>
internal sealed record InsightLimits(int Hours, int CellsAnHour, int Rides)
{
    public static InsightLimits Of(DeliveryOptions options) =>
        new((int)Math.Ceiling(options.InsightsKept.TotalHours), options.HeatCells, options.RidesKept);
}
