namespace Homing.Bench.ScaleModel;

/// <summary>One size of fleet, and what it goes through. Of several seeds, the worst.</summary>
/// <param name="Clients">Connected at once.</param>
/// <param name="Requests">A second.</param>
/// <param name="Gateways">Null where no number is enough.</param>
/// <param name="DecidedBy">What makes it so many: connections, memory, processor, or a third away (the least fleet).</param>
/// <param name="ClientsEach">Of one gateway.</param>
/// <param name="Processor">Share of a gateway's processors, in peace.</param>
/// <param name="ProcessorWithoutThird">The same while a third of the gateways is away.</param>
/// <param name="MemoryGib">Of one gateway, the same.</param>
/// <param name="Workers">Processes.</param>
/// <param name="Partitions">Of the request topic.</param>
/// <param name="LogMegabytes">Appended a second, before replication.</param>
/// <param name="Brokers">For bytes, at least three.</param>
/// <param name="BroadcastKilobytes">Read by each gateway a second.</param>
/// <param name="BroadcastMegabytes">Read by all gateways a second.</param>
/// <param name="MailboxMib">In each gateway.</param>
/// <param name="OneLost">A gateway dies.</param>
/// <param name="ThirdLost">A third of the gateways dies.</param>
/// <param name="Restart">All are restarted one by one, and the balancer sends clients to who has the fewest.</param>
/// <param name="RestartAnywhere">The same with a balancer that sends them to anyone.</param>
internal sealed record FleetRow(
    long Clients,
    double Requests,
    int? Gateways,
    string DecidedBy,
    double ClientsEach,
    double Processor,
    double ProcessorWithoutThird,
    double MemoryGib,
    int Workers,
    int Partitions,
    double LogMegabytes,
    int Brokers,
    double BroadcastKilobytes,
    double BroadcastMegabytes,
    double MailboxMib,
    GatewayLoss? OneLost,
    GatewayLoss? ThirdLost,
    RollingRestart? Restart,
    RollingRestart? RestartAnywhere)
{
    public static FleetRow Of(FleetPlan plan, int seed, int seeds)
    {
        var drawn = Enumerable.Range(seed, plan.Gateways is null ? 0 : seeds).ToArray();
        return new FleetRow(
            plan.Setting.Clients,
            plan.Load.Requests,
            plan.Gateways,
            plan.DecidedBy,
            plan.ClientsEach,
            plan.Processor,
            plan.ProcessorWithoutThird,
            plan.MemoryWithoutThird,
            plan.Workers,
            plan.PartitionsNeeded,
            plan.Load.BytesIn / 1e6,
            plan.Brokers,
            plan.Load.BroadcastBytes / 1e3,
            plan.BroadcastTraffic / 1e6,
            plan.MailboxBytes / (1 << 20),
            drawn.Select(draw => GatewayLoss.Simulate(plan, 1, draw)).MaxBy(loss => loss.SecondsTo99),
            drawn.Select(draw => GatewayLoss.Simulate(plan, plan.Gateways!.Value / FleetPlan.Zones, draw)).MaxBy(loss => loss.SecondsTo99),
            drawn.Select(draw => RollingRestart.Simulate(plan, fewestFirst: true, draw)).MaxBy(restart => restart.Largest),
            drawn.Select(draw => RollingRestart.Simulate(plan, fewestFirst: false, draw)).MaxBy(restart => restart.Largest));
    }
}
