using System.Globalization;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;
using Homing.Fleet;
using Homing.Messages;
using Homing.Testing;

namespace Homing.Bench.Scale;

/// <summary>
/// The round trip over processes: socket, Kafka, worker, Kafka, socket, for more and more gateways and workers, and what
/// each role spends on it; the embedded log in one process beside it.
/// </summary>
internal static class ScaleBenchmark
{
    private const int WarmUpConnections = 50;
    private const double WarmUpSeconds = 1.5;
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(1);

    // Only ever more, so that no step waits for a drain.
    private static readonly (int Gateways, int Workers)[] Steps = [(1, 1), (2, 1), (4, 1), (4, 2), (4, 4)];

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var rounds = arguments.Number("rounds", 3);
        var seconds = arguments.Real("seconds", 2);
        var connections = arguments.Number("connections", 100);
        var rows = new List<ScaleRow>();
        using var scratch = new ScratchFolder();
        await using var fleet = await EchoFleet.StartAsync(scratch, 1, 1);
        var ping = 0.0;
        foreach (var (gateways, workers) in Steps)
        {
            await fleet.ScaleAsync("gateway", gateways);
            await fleet.ScaleAsync("worker", workers);
            rows.Add(await MeasureAsync(fleet, rounds, seconds, connections));
            ping = rows.Count == 1 ? await MeasurePingAsync(fleet, seconds) : ping;
        }

        rows.Add(await MeasureEmbeddedAsync(scratch, rounds, seconds, connections));
        var report = new ScaleReport(
            conditions.Ended(),
            EchoFleet.Broker,
            connections,
            rows,
            Math.Round(ping, 1),
            await RecordSizes.OfAsync(fleet.Brokers, Topics.ClientRequest, "client_id"),
            await RecordSizes.OfAsync(fleet.Brokers, Topics.ClientResponse(0), "client_id"));
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<ScaleRow> MeasureAsync(LocalFleet fleet, int rounds, double seconds, int connections)
    {
        var ports = fleet.Gateways.Select(gateway => gateway.Address.Port).ToArray();

        // New processes compile their busy code, and the workers' group settles.
        await EchoFleet.LoadAsync(ports, WarmUpConnections, WarmUpSeconds);
        var before = RoleTimes.Of(fleet);
        await Task.Delay(IdleTime, TimeProvider.System);
        var idle = (RoleTimes.Of(fleet) - before).Milliseconds(IdleTime.TotalSeconds);
        var (pairs, costs) = (new List<LoadPair>(), new List<RoleTimes>());
        for (var round = 0; round < rounds; round++)
        {
            before = RoleTimes.Of(fleet);
            pairs.Add(await EchoFleet.LoadAsync(ports, connections, seconds));
            costs.Add((RoleTimes.Of(fleet) - before).Milliseconds(pairs[^1].Total));
        }

        return ScaleRow.From("kafka", fleet.Gateways.Count, fleet.Workers.Count, pairs, costs, idle);
    }

    private static async Task<ScaleRow> MeasureEmbeddedAsync(ScratchFolder scratch, int rounds, double seconds, int connections)
    {
        var port = Ports.Free();
        using var server = ChildProcess.StartPart(
            NoEnvironment, "serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", scratch.At("embedded"));
        await server.ReadyAsync();
        await EchoFleet.LoadAsync([port], WarmUpConnections, WarmUpSeconds);
        var (pairs, costs) = (new List<LoadPair>(), new List<RoleTimes>());
        for (var round = 0; round < rounds; round++)
        {
            var before = ProcessorTime.Of(server.Id);
            pairs.Add(await EchoFleet.LoadAsync([port], connections, seconds));
            costs.Add(new RoleTimes(ProcessorTime.Of(server.Id) - before, 0, 0, 0).Milliseconds(pairs[^1].Total));
        }

        return ScaleRow.From("embedded, one process", 1, 1, pairs, costs, new RoleTimes(0, 0, 0, 0));
    }

    // Of the gateway, in µs.
    private static async Task<double> MeasurePingAsync(LocalFleet fleet, double seconds)
    {
        using var clients = ChildProcess.StartPart(
            NoEnvironment,
            "ping",
            "--port", fleet.Gateways[0].Address.Port.ToString(CultureInfo.InvariantCulture),
            "--connections", "50",
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture));
        await clients.ReadyAsync();
        var before = RoleTimes.Of(fleet);
        var figures = BenchJson.FromLine<PingFigures>(await clients.ReadLineAsync());
        return (RoleTimes.Of(fleet) - before).Gateways * 1e6 / figures.Pings;
    }
}
