using Homing.Bench.Storm;

namespace Homing.Bench.ScaleModel;

/// <summary>Gateways die, and their clients come back to the others: drawn one by one in simulated time.</summary>
/// <param name="Lost">Clients that lost their connection.</param>
/// <param name="Window">In which each makes its first try, in seconds.</param>
/// <param name="SecondsTo99">Until 99 % of them are back.</param>
/// <param name="Tries">Of each, on average.</param>
/// <param name="Peak">Most tries in a tenth of a second over what the told rate allows those that are left.</param>
/// <param name="Back">Clients that are back when all is over.</param>
internal sealed record GatewayLoss(long Lost, double Window, double SecondsTo99, double Tries, double Peak, long Back)
{
    // What a gateway spares for those who come, beside its other work.
    private const double AcceptShare = 0.5;

    public static GatewayLoss Simulate(FleetPlan plan, int gateways, int seed)
    {
        var count = plan.Gateways ?? throw new ArgumentException("There is no such fleet.", nameof(plan));
        var left = count - gateways;
        ArgumentOutOfRangeException.ThrowIfLessThan(left, 1, nameof(gateways));
        var lost = (int)Math.Min(plan.Setting.Clients * gateways / count, int.MaxValue);
        var accepts = left * AcceptShare * plan.Setting.Cores / UnitCosts.Welcome.Seconds;
        var storm = new StormSetting { Clients = lost, Gateways = left, Budget = accepts };
        var outcome = StormSimulation.Run(storm, ReconnectRules.Homing(plan.Window), seed);
        var row = outcome.Row("", ReconnectRules.HomingName);
        return new GatewayLoss(
            lost,
            plan.Window,
            row.SecondsTo99 ?? double.PositiveInfinity,
            row.TriesMean,
            row.Peak * accepts / (left * plan.Setting.ReconnectRate),
            outcome.Back);
    }
}
