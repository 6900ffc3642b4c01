using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>
/// The load generator: connects, loads in a closed and then in an open loop, and prints one line of figures.
/// </summary>
internal static class LoadProcess
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        Native.SharpenTimers();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        var seconds = arguments.Real("seconds", 3);
        var warmUp = arguments.Real("warm-up", 1);
        var connections = await ConnectAsync(
            arguments.Required("system"), server, arguments.Number("connections", 1));
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

        return new LoadPair(closed, open);
    }

    private static async Task<LoadConnection[]> ConnectAsync(string system, IPEndPoint server, int count)
    {
        if (system == "homing")
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
            var tickets = new List<string>();
            while (tickets.Count < count)
            {
                tickets.Add(await Tickets.NextAsync(http));
            }

            return [.. tickets.Select(ticket => new HomingConnection(server, ticket))];
        }

        var run = Guid.NewGuid().ToString("N")[..6];
        return [.. Enumerable.Range(0, count).Select(
            index => new NatsConnection(server, $"{run}x{index}", streams: system == "nats"))];
    }
}
