using System.Globalization;
using Homing.Bench.RoundTrip;
using Homing.Bench.Scale;
using Homing.Bench.Slow;
using Homing.Bench.Support;
using Homing.Fleet;
using Homing.Messages;

namespace Homing.Bench.Reroute;

/// <summary>
/// What an answer costs that misses its client and is re-routed, against a direct one, as gateways are added: each of them
/// reads it.
/// </summary>
internal static class RerouteBenchmark
{
    private const double WarmUpRate = 1_000;
    private const double WarmUpSeconds = 4;
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly double[] Shares = [0, 0.1, 0.5, 1];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var rate = arguments.Real("rate", 400);
        var seconds = arguments.Real("seconds", 5);
        var rows = new List<RerouteRow>();
        using var scratch = new ScratchFolder();
        await using var fleet = await EchoFleet.StartAsync(scratch, 1, 1);
        foreach (var gateways in arguments.Numbers("gateways", 1, 2, 4, 8))
        {
            await fleet.ScaleAsync("gateway", gateways);

            // New processes compile what both ways need, and again what is called often.
            await LoadAsync(fleet, WarmUpRate, 0.5, WarmUpSeconds);
            foreach (var share in Shares)
            {
                rows.Add(await MeasureAsync(fleet, rate, share, seconds));
            }
        }

        var report = RerouteReport.From(
            conditions.Ended(),
            rate,
            rows,
            await RecordSizes.OfAsync(fleet.Brokers, Topics.ClientResponseBroadcast, "\"kind\":\"response\""),
            await RecordSizes.OfAsync(fleet.Brokers, Topics.ClientResponseBroadcast, "\"kind\":\"settled\""));
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<RerouteRow> MeasureAsync(LocalFleet fleet, double rate, double share, double seconds)
    {
        var records = await RecordSizes.CountAsync(fleet.Brokers, Topics.ClientResponseBroadcast);
        var before = RoleTimes.Of(fleet);
        var load = await LoadAsync(fleet, rate, share, seconds);
        var requests = rate * (seconds + OpenLoadProcess.WarmUpSeconds);
        var cost = (RoleTimes.Of(fleet) - before).Milliseconds(requests);
        records = await RecordSizes.CountAsync(fleet.Brokers, Topics.ClientResponseBroadcast) - records;
        return new RerouteRow(
            fleet.Gateways.Count,
            share,
            load.P50,
            load.P99,
            load.Unanswered,
            cost,
            share > 0 ? records / (requests * share) : records);
    }

    private static async Task<LoadResult> LoadAsync(LocalFleet fleet, double rate, double share, double seconds)
    {
        using var load = ChildProcess.StartPart(
            NoEnvironment,
            "open-load",
            "--port", string.Join(',', fleet.Gateways.Select(gateway => gateway.Address.Port)),
            "--connections", "100",
            "--other-op", EchoProcess.MissingOperation,
            "--other-share", Text(share),
            "--rate", Text(rate),
            "--seconds", Text(seconds));
        return BenchJson.FromLine<LoadResult>(await load.ReadLineAsync());
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
