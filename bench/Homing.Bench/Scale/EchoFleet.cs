using System.Globalization;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;
using Homing.Fleet;

namespace Homing.Bench.Scale;

/// <summary>A fleet of <see cref="EchoProcess"/>, and the load upon it.</summary>
internal static class EchoFleet
{
    /// <summary>What stands beside every figure.</summary>
    public const string Broker =
        "Kafka here is librdkafka's mock cluster, one broker in this process: memory only, no replicas, no sync to a disk; "
        + "a reader that waits is answered every 20 ms, by a real broker at once.";

    private static readonly Dictionary<string, string> LoadSettings = new()
    {
        // Clients of the generator do not ping.
        ["Homing:Gateway:PingInterval"] = "00:10:00",
        ["Homing:Gateway:TicketLifetime"] = "01:00:00",
    };

    // The generator's code is compiled once, so that it does not get faster in the middle of a run.
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    public static Task<LocalFleet> StartAsync(
        ScratchFolder scratch, int gateways, int workers, IReadOnlyDictionary<string, string>? settings = null) =>
        LocalFleet.StartAsync(new FleetOptions
        {
            Program = FleetOptions.Beside("Homing.Bench"),
            Gateways = gateways,
            Workers = workers,
            WorkerRole = EchoProcess.WorkerRole,
            FeedRole = null,
            Brokers = 1,
            DataDirectory = scratch.Path,
            Settings = settings ?? LoadSettings,
        });

    /// <summary>Runs the load generator against some ports, the connections spread evenly over them.</summary>
    public static async Task<LoadPair> LoadAsync(
        IEnumerable<int> ports, int connections, double seconds, double rate = 0, string op = HomingServer.Operation)
    {
        using var load = ChildProcess.StartPart(
            LoadEnvironment, "load", "--system", "homing", "--op", op, "--port", string.Join(',', ports),
            "--connections", Text(connections), "--seconds", Text(seconds), "--rate", Text(rate));
        return BenchJson.FromLine<LoadPair>(await load.ReadLineAsync());
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
