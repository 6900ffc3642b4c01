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
        "Kafka here is librdkafka's mock cluster, three brokers in one process: memory only, no replicas, no sync to a disk.";

    // The generator's code is compiled once, so that it does not get faster in the middle of a run.
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    public static Task<Fleet.Fleet> StartAsync(
        ScratchFolder scratch, int gateways, int workers, IReadOnlyDictionary<string, string>? settings = null) =>
        Fleet.Fleet.StartAsync(new FleetOptions
        {
            Program = FleetOptions.Beside("Homing.Bench"),
            Gateways = gateways,
            Workers = workers,
            WorkerRole = EchoProcess.WorkerRole,
            FeedRole = null,
            DataDirectory = scratch.Path,
            Said = static (member, line) => Console.Error.WriteLine($"{member.Name}: {line}"),
            Settings = settings ?? new Dictionary<string, string>
            {
                // Clients of the generator do not ping.
                ["Homing:Gateway:PingInterval"] = "00:10:00",
                ["Homing:Gateway:TicketLifetime"] = "01:00:00",
            },
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
