namespace Homing.Bench.ScaleModel;

/// <summary>Something that a growing fleet comes up against.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bound">Where it stands, in words.</param>
/// <param name="Use">Share of it that a fleet uses: 1 is all.</param>
/// <param name="Remedy">What one changes then.</param>
internal sealed record ScaleLimit(string Name, string Bound, Func<FleetPlan, double> Use, string Remedy)
{
    private const long Fewest = 1_000;
    private const long Most = 1_000_000_000;
    private const double Stride = 1.05;

    public static IReadOnlyList<ScaleLimit> All { get; } =
    [
        new(
            "workers, one for each partition of client_request",
            "Homing:Messaging:RequestPartitions, 4",
            plan => (double)plan.PartitionsNeeded / plan.Setting.RequestPartitions,
            "set it before the first start: it is fixed once the topic is there"),
        new(
            "answers in each mailbox",
            "Homing:Gateway:MaxMailboxAnswers, 200,000",
            plan => plan.Load.MailboxAnswers(plan.Setting) / plan.Setting.MaxMailboxAnswers,
            "raise it, and the memory with it"),
        new(
            "bytes in each mailbox",
            "Homing:Gateway:MaxMailboxBytes, 128 MiB",
            plan => plan.MailboxBytes / plan.Setting.MaxMailboxBytes,
            "raise it, and the memory with it"),
        new(
            "what the broadcast topic's one broker sends",
            "600 MB/s to all gateways, assumed",
            plan => plan.BroadcastTraffic / UnitCosts.BrokerEgress.Value,
            "partition the broadcast by client, and let two gateways own each partition"),
        new(
            "what the broadcast topic's one partition takes",
            "40 MB/s, assumed",
            plan => plan.Load.BroadcastBytes / UnitCosts.PartitionBytes.Value,
            "the same"),
        new(
            "the thread that reads the broadcast, in each gateway",
            "half of one processor",
            plan => plan.Load.BroadcastRecords * UnitCosts.BroadcastRead.Seconds / 0.5,
            "the same"),
        new(
            "a client is back before its answer expires",
            "window of half of Homing:Gateway:ResumeTtl, 60 s",
            plan => plan.Window / (plan.Setting.ResumeTtl / 2),
            "raise Homing:Gateway:ReconnectRate, or put fewer clients on a gateway"),
        new(
            "a drain at its pace",
            "half of Homing:Gateway:DrainTimeout, 5 s, at DrainRate",
            plan => plan.ClientsEach / plan.Setting.DrainRate / (plan.Setting.DrainTimeout / 2),
            "raise Homing:Gateway:DrainTimeout to twice the clients of a gateway over its DrainRate, and the stop time of the orchestrator above it"),
        new(
            "every process tells every gateway how it is",
            "a tenth of one processor",
            plan => plan.SnapshotRecords * UnitCosts.BroadcastRead.Seconds / 0.1,
            "raise Homing:Operations:Interval"),
    ];

    /// <summary>The fewest clients at which a fleet, otherwise set as this, uses all of it; null where none does.</summary>
    public long? ReachedAt(FleetSetting setting)
    {
        // In strides first: a gateway more can take a fleet back below a limit that it had reached.
        var low = Fewest;
        for (var high = low; high <= Most; high = (long)Math.Ceiling(high * Stride))
        {
            if (IsReached(high))
            {
                return Narrow(low, high);
            }

            low = high;
        }

        return null;

        bool IsReached(long clients) => Use(FleetPlan.Of(setting with { Clients = clients })) >= 1;

        long Narrow(long below, long above)
        {
            while (above - below > 1)
            {
                var middle = below + ((above - below) / 2);
                (below, above) = IsReached(middle) ? (below, middle) : (middle, above);
            }

            return above;
        }
    }
}
