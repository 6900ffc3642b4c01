using Homing.Bench.Scale;
using Homing.Bench.Support;
using Homing.Fleet;

namespace Homing.Bench.Recover;

/// <summary>Faults under steady load: when clients are served again, and how long anybody waited.</summary>
internal static class RecoverBenchmark
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Clients find out that a gateway is frozen by its silence, so they listen closely here.
    private static readonly Dictionary<string, string> Settings = new() { ["Homing:Gateway:PingInterval"] = "00:00:02" };

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var clients = arguments.Number("clients", 60);
        var seed = arguments.Number("seed", 1);
        var rounds = new List<RecoverRound>();
        using var scratch = new ScratchFolder();
        await using var fleet = await EchoFleet.StartAsync(scratch, 3, 2, Settings);
        await using var crowd = SteadyCrowd.Start([.. fleet.Gateways.Select(gateway => gateway.Address)], clients, seed);
        for (var round = 0; round < arguments.Number("rounds", 3); round++)
        {
            foreach (var fault in Fault.All)
            {
                rounds.Add(await MeasureAsync(fleet, crowd, fault, clients));
            }
        }

        var report = new RecoverReport(
            conditions.Ended(), EchoFleet.Broker, clients, seed, crowd.Failed, [.. rounds.GroupBy(round => round.Fault).Select(RecoverRow.From)]);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return crowd.Failed == 0 ? 0 : 1;
    }

    private static async Task<RecoverRound> MeasureAsync(LocalFleet fleet, SteadyCrowd crowd, Fault fault, int clients)
    {
        using var patience = new CancellationTokenSource(Patience);
        var steady = TimeProvider.System.GetTimestamp();
        await Task.Delay(Settling, TimeProvider.System);
        await crowd.ServedAsync(steady, patience.Token);
        var usual = Median.Of(crowd.Since(steady), wait => wait.Seconds);

        var (begun, struck) = (TimeProvider.System.GetTimestamp(), 0L);
        await fault.HappenAsync(fleet, () => struck = TimeProvider.System.GetTimestamp());
        var took = TimeProvider.System.GetElapsedTime(begun);

        // Everybody was answered what he asked after all was over.
        await crowd.ServedAsync(TimeProvider.System.GetTimestamp(), patience.Token);
        var waits = crowd.Since(struck);
        await Fault.RepairAsync(fleet);
        return RecoverRound.From(fault, clients, struck, took, usual, waits);
    }
}
