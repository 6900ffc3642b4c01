namespace Homing.Bench.ScaleModel;

/// <summary>
/// The smallest fleet that serves its clients while a third of its gateways is away: three zones, of which one may go.
/// </summary>
internal sealed record FleetPlan
{
    /// <summary>Gateways are added one to each zone.</summary>
    public const int Zones = 3;

    // Beyond this the model says that no number is enough.
    private const int MostGateways = 30_000;
    private const double Gigabyte = 1 << 30;

    public required FleetSetting Setting { get; init; }

    /// <summary>Null where no number of such machines is enough.</summary>
    public required int? Gateways { get; init; }

    public required int Workers { get; init; }

    /// <summary>What makes the fleet as large as it is.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>What the clients cause.</summary>
    public required FleetLoad Load { get; init; }

    private int Count => Gateways ?? MostGateways;

    /// <summary>Clients of one gateway.</summary>
    public double ClientsEach => (double)Setting.Clients / Count;

    /// <summary>The window that a gateway tells its clients, in seconds.</summary>
    public double Window => WindowOf(Setting, Count);

    /// <summary>Share of a gateway's processors that is used.</summary>
    public double Processor => ProcessorOf(Setting, Load, Count, Count);

    /// <summary>The same while a third of the gateways is away.</summary>
    public double ProcessorWithoutThird => ProcessorOf(Setting, Load, Left(Count), Count);

    /// <summary>Memory of one gateway while a third is away, in GiB.</summary>
    public double MemoryWithoutThird => MemoryOf(Setting, Load, Left(Count)) / Gigabyte;

    /// <summary>What the mailbox takes in each gateway, in bytes.</summary>
    public double MailboxBytes =>
        Load.MailboxAnswers(Setting) * (Setting.AnswerBytes + UnitCosts.ResponseRecord.Value + UnitCosts.MailItem.Value);

    /// <summary>What all gateways together read of the broadcast topic, in bytes a second.</summary>
    public double BroadcastTraffic => Load.BroadcastBytes * Count;

    /// <summary>Records of the operations topic that each gateway reads a second: one of every process.</summary>
    public double SnapshotRecords => Count + Workers;

    /// <summary>Brokers that the bytes need, at least three.</summary>
    public int Brokers => (int)Math.Max(3, Math.Ceiling(Math.Max(
        Load.BytesIn / UnitCosts.BrokerBytes.Value,
        (Load.BytesIn + BroadcastTraffic) / UnitCosts.BrokerEgress.Value)));

    /// <summary>Partitions of the request topic that these workers and bytes need.</summary>
    public int PartitionsNeeded => (int)Math.Max(
        Workers,
        Math.Ceiling(Load.Requests * (UnitCosts.RequestRecord.Value + Setting.RequestBytes) / UnitCosts.PartitionBytes.Value));

    public static FleetPlan Of(FleetSetting setting)
    {
        var workers = WorkersFor(setting);
        var (gateways, decidedBy) = (default(int?), "a third away");
        for (var count = FirstGuess(setting); count <= MostGateways; count += Zones)
        {
            var load = FleetLoad.Of(setting, WindowOf(setting, count));
            if (Lacking(setting, load, count) is not { } lacking)
            {
                gateways = count;
                break;
            }

            decidedBy = lacking;
        }

        return new FleetPlan
        {
            Setting = setting,
            Gateways = gateways,
            Workers = workers,
            DecidedBy = decidedBy,
            Load = FleetLoad.Of(setting, WindowOf(setting, gateways ?? MostGateways)),
        };
    }

    /// <summary>Gateways that are left when a zone is gone.</summary>
    public static int Left(int gateways) => gateways - (gateways / Zones);

    /// <summary>The rule of <c>reconnect_window_ms</c>, in seconds.</summary>
    public static double WindowOf(FleetSetting setting, int gateways) =>
        Math.Max(setting.LeastWindow, (double)setting.Clients / gateways / setting.ReconnectRate);

    // One step below what connections alone need, so that what decides is always found by trying.
    private static int FirstGuess(FleetSetting setting)
    {
        var left = Math.Ceiling((double)setting.Clients / setting.MaxConnections);
        return Math.Max(Zones, Math.Min((int)Math.Floor((left * 1.5 / Zones) - 1) * Zones, MostGateways));
    }

    private static int WorkersFor(FleetSetting setting)
    {
        var busy = setting.Clients * setting.RequestsPerHour / 3600
            * (UnitCosts.WorkerRequest.Seconds + (setting.HandlerMicroseconds / 1e6));
        var left = Math.Ceiling(busy / (setting.Cores * setting.MostUse));
        return (int)(Math.Ceiling(Math.Max(1, left) * 1.5 / Zones) * Zones);
    }

    private static string? Lacking(FleetSetting setting, FleetLoad load, int gateways)
    {
        var left = Left(gateways);
        return (double)setting.Clients / left > setting.MaxConnections ? "connections"
            : MemoryOf(setting, load, left) > setting.MemoryBytes * setting.MostUse ? "memory"
            : ProcessorOf(setting, load, left, gateways) > setting.MostUse ? "processor"
            : null;
    }

    private static double MemoryOf(FleetSetting setting, FleetLoad load, int left) =>
        UnitCosts.Process.Value
        + ((UnitCosts.IdleConnection.Value + UnitCosts.KernelConnection.Value) * setting.Clients / left)
        + Math.Min(
            setting.MaxMailboxBytes,
            load.MailboxAnswers(setting) * (setting.AnswerBytes + UnitCosts.ResponseRecord.Value + UnitCosts.MailItem.Value));

    // What is shared is divided by those that are there; what all read is not.
    private static double ProcessorOf(FleetSetting setting, FleetLoad load, int left, int gateways)
    {
        var shared = (load.Requests * UnitCosts.GatewayRequest.Seconds)
            + (load.Pings * UnitCosts.Ping.Seconds)
            + (load.Reconnects * (UnitCosts.Welcome.Seconds + UnitCosts.MovedWord.Seconds))
            + (load.Reroutes * UnitCosts.Reroutes.Seconds);
        var everybody = (load.BroadcastRecords + gateways) * UnitCosts.BroadcastRead.Seconds;
        return ((shared / left) + everybody) / setting.Cores;
    }
}
