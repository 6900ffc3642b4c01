using System.Diagnostics;
using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// The load generator: connects, to several servers in turn where <c>--port</c> names several, loads in a closed and then in
/// an open loop, and prints one line of figures. <c>--op</c> names the operation.
/// </summary>
internal static class LoadProcess
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        Native.SharpenTimers();
        var servers = Array.ConvertAll(arguments.Numbers("port", 0), port => new IPEndPoint(IPAddress.Loopback, port));
        var seconds = arguments.Real("seconds", 3);
        var warmUp = arguments.Real("warm-up", 1);
        var connections = await ConnectAsync(
            arguments.Required("system"),
            arguments.Text("op", HomingServer.Operation),
            servers,
            arguments.Number("connections", 1));
        var result = Run(connections, warmUp, seconds, arguments.Real("rate", 0));
        Console.WriteLine(BenchJson.ToLine(result));
        return 0;
    }

    private static LoadPair Run(LoadConnection[] connections, double warmUp, double seconds, double rate)
    {
        Native.SharpenTimers();
        var engine = new LoadEngine(connections);
        var closed = engine.RunClosed(warmUp, seconds);
        var open = engine.RunOpen(rate > 0 ? rate : Math.Max(1, closed.PerSecond / 2), 0.3, seconds);
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        using var own = Process.GetCurrentProcess();
        return new LoadPair(closed, open, engine.Total, own.TotalProcessorTime.TotalSeconds);
    }

    private static async Task<LoadConnection[]> ConnectAsync(string system, string op, IPEndPoint[] servers, int count)
    {
        if (system == "homing")
        {
            // Any gateway of a system takes the ticket of any other.
            using var http = new HttpClient { BaseAddress = new Uri($"http://{servers[0]}") };
            var tickets = new List<string>();
            while (tickets.Count < count)
            {
                tickets.Add(await Tickets.NextAsync(http));
            }

            return [.. tickets.Select((ticket, index) => new HomingConnection(servers[index % servers.Length], ticket, op))];
        }

        var run = Guid.NewGuid().ToString("N")[..6];
        return [.. Enumerable.Range(0, count).Select(
            index => new NatsConnection(servers[0], $"{run}x{index}", streams: system == "nats"))];
    }
}
