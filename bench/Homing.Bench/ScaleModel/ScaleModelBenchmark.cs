using Homing.Bench.Support;

namespace Homing.Bench.ScaleModel;

/// <summary>From measured unit costs to fleets for up to ten million clients: calculated, and where chance matters, drawn.</summary>
internal static class ScaleModelBenchmark
{
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000, 10_000_000];
    private static readonly int[] Doublings = [3, 6, 12, 24, 48, 96];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var seed = arguments.Number("seed", 1);
        var setting = new FleetSetting();
        setting = setting with
        {
            RequestsPerHour = arguments.Real("requests", setting.RequestsPerHour),
            ReconnectsPerHour = arguments.Real("reconnects", setting.ReconnectsPerHour),
            AwayShare = arguments.Real("away", setting.AwayShare),
            MaxConnections = arguments.Number("connections", (int)setting.MaxConnections),
            ReconnectRate = arguments.Real("reconnect-rate", setting.ReconnectRate),
            DrainTimeout = arguments.Real("drain-timeout", setting.DrainTimeout),
            Cores = arguments.Number("cores", setting.Cores),
        };
        var rows = arguments.Numbers("clients", Sizes)
            .Select(clients => FleetRow.Of(FleetPlan.Of(setting with { Clients = clients }), seed, arguments.Number("seeds", 3)))
            .ToArray();
        var middle = FleetPlan.Of(setting with { Clients = 1_000_000 });
        var report = new ScaleModelReport(
            seed,
            setting,
            UnitCosts.All,
            OnPaper.Of(FleetPlan.Of(setting with { Clients = arguments.Number("paper", 10_000_000) })),
            rows,
            [.. Doublings.Select(gateways => RerouteGrowth.Of(middle, gateways))],
            [.. ScaleLimit.All.Select(limit => LimitRow.Of(limit, setting)).OrderBy(row => row.Clients ?? long.MaxValue)]);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }
}
