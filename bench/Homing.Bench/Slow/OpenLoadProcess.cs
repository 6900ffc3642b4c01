using System.Net;
using Homing.Bench.RoundTrip;
using Homing.Bench.Support;

namespace Homing.Bench.Slow;

/// <summary>Healthy clients of Homing in an open loop alone; prints one line of figures.</summary>
internal static class OpenLoadProcess
{
    /// <summary>Load that is not in the figures.</summary>
    public const double WarmUpSeconds = 1;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        Native.SharpenTimers();
        var servers = Array.ConvertAll(arguments.Numbers("port", 0), port => new IPEndPoint(IPAddress.Loopback, port));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{servers[0]}") };
        var connections = new LoadConnection[arguments.Number("connections", 1)];
        var (other, others) = (arguments.Text("other-op", ""), arguments.Real("other-share", 0) * connections.Length);
        for (var index = 0; index < connections.Length; index++)
        {
            connections[index] = new HomingConnection(
                servers[index % servers.Length], await Tickets.NextAsync(http), index < others ? other : HomingServer.Operation);
        }

        var result = new LoadEngine(connections).RunOpen(
            arguments.Real("rate", 100), WarmUpSeconds, arguments.Real("seconds", 3));
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        Console.WriteLine(BenchJson.ToLine(result));
        return 0;
    }
}
