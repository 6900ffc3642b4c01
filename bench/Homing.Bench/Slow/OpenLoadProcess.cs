using System.Net;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;

namespace Homing.Bench.Slow;

/// <summary>Healthy clients of Homing in an open loop alone; prints one line of figures.</summary>
internal static class OpenLoadProcess
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        Native.SharpenTimers();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        var connections = new LoadConnection[arguments.Number("connections", 1)];
        for (var index = 0; index < connections.Length; index++)
        {
            connections[index] = new HomingConnection(server, await Tickets.NextAsync(http));
        }

        var result = new LoadEngine(connections).RunOpen(
            arguments.Real("rate", 100), warmUpSeconds: 1, arguments.Real("seconds", 3));
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        Console.WriteLine(BenchJson.ToLine(result));
        return 0;
    }
}
