using System.Globalization;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// Socket, durable log, worker, durable log, socket: Homing beside NATS with JetStream, turn by turn in one run, so
/// that a machine that changes its pace changes it for both.
/// </summary>
internal static class RoundTripBenchmark
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    // The generator's code is compiled once, so that it does not get faster in the middle of a run.
    private static readonly Dictionary<string, string> LoadEnvironment = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var counts = arguments.Numbers("connections", 1, 100, 1000);
        var rounds = arguments.Number("rounds", 3);
        var seconds = arguments.Text("seconds", "3");
        var rate = arguments.Text("rate", "0");
        var log = arguments.Text("log", "embedded");
        var conditions = Conditions.Now();
        using var scratch = new ScratchFolder();
        var port = Ports.Free();
        using var homing = ChildProcess.StartPart(
            NoEnvironment, "serve", "--port", Text(port), "--log", log, "--data", scratch.At("homing"));
        await homing.ReadyAsync();
        using var nats = await NatsServer.TryStartAsync(arguments.Text("nats", "nats-server"), scratch.At("nats"));
        List<(string System, int Port)> peers = [("homing", port)];
        if (nats is not null)
        {
            peers.Add(("nats", nats.SocketPort));
            peers.Add(("nats-core", nats.SocketPort));
        }

        var table = new RoundTripTable(counts);
        foreach (var peer in peers)
        {
            // Servers compile their busy code again and again at first; none of that counts.
            await LoadAsync(peer.System, peer.Port, 50, seconds, rate);
        }

        foreach (var count in counts)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (system, at) in peers)
                {
                    // The floor needs no median: it stands beside, not in, the comparison.
                    if (system != "nats-core" || round == 0)
                    {
                        table.Add(system, count, await LoadAsync(system, at, count, seconds, rate));
                    }
                }
            }
        }

        var report = table.ToReport(conditions.Ended(), log, nats?.Version);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<LoadPair> LoadAsync(string system, int port, int connections, string seconds, string rate)
    {
        using var load = ChildProcess.StartPart(
            LoadEnvironment,
            "load",
            "--system",
            system,
            "--port",
            Text(port),
            "--connections",
            Text(connections),
            "--seconds",
            seconds,
            "--rate",
            rate);
        return BenchJson.FromLine<LoadPair>(await load.ReadLineAsync());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
