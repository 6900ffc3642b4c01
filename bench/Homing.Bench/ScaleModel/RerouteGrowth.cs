namespace Homing.Bench.ScaleModel;

/// <summary>The same clients and re-routed answers, over more and more gateways.</summary>
/// <param name="Gateways">How many.</param>
/// <param name="Reroutes">A second, of all.</param>
/// <param name="RecordsRead">A second, by all gateways together.</param>
/// <param name="MegabytesRead">The same in bytes.</param>
/// <param name="Processors">That are busy with it, in all gateways together.</param>
/// <param name="Microseconds">Of a processor for each re-routed answer.</param>
/// <param name="OwnedMicroseconds">The same if each answer went to two gateways that own its client's share of the mailbox.</param>
internal sealed record RerouteGrowth(
    int Gateways, double Reroutes, double RecordsRead, double MegabytesRead, double Processors, double Microseconds, double OwnedMicroseconds)
{
    private const int Owners = 2;
    private const int RecordsEach = 2;

    public static RerouteGrowth Of(FleetPlan plan, int gateways)
    {
        var load = plan.Load;
        var each = CostOf(gateways);
        return new RerouteGrowth(
            gateways,
            load.Reroutes,
            load.BroadcastRecords * gateways,
            load.BroadcastBytes * gateways / 1e6,
            load.Reroutes * each / 1e6,
            each,
            CostOf(Math.Min(Owners, gateways)));
    }

    /// <summary>Of a processor for one re-routed answer, in µs: handed over once, read by all.</summary>
    public static double CostOf(int readers) =>
        UnitCosts.Reroutes.Value + (RecordsEach * readers * UnitCosts.BroadcastRead.Value);
}
