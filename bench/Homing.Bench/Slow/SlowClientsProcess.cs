using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.Slow;

/// <summary>
/// Clients that ask for much and read slowly or not, for a while; prints <see cref="ChildProcess.ReadyLine"/> once all are
/// connected, and in the end what became of them.
/// </summary>
internal static class SlowClientsProcess
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server}") };
        var askPause = TimeSpan.FromMilliseconds(arguments.Number("ask-pause-ms", 1000));
        var readPause = TimeSpan.FromMilliseconds(arguments.Number("read-pause-ms", 1000));
        var clients = new List<SlowClient>();
        while (clients.Count < arguments.Number("connections", 5))
        {
            var client = new SlowClient(server, await Tickets.NextAsync(http), askPause, readPause);
            await client.ConnectAsync();
            clients.Add(client);
        }

        Console.WriteLine(ChildProcess.ReadyLine);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(arguments.Real("seconds", 10)));
        await Task.WhenAll(clients.Select(client => client.RunAsync(end.Token)));
        Console.WriteLine(BenchJson.ToLine(new SlowTally(
            clients.Sum(client => client.Asked), clients.Sum(client => client.BytesRead), clients.Sum(client => client.Closed))));
        clients.ForEach(client => client.Dispose());
        return 0;
    }
}

/// <summary>What slow clients did.</summary>
/// <param name="Asked">Requests that they could send.</param>
/// <param name="BytesRead">What they read of the answers.</param>
/// <param name="Closed">How often the server closed one.</param>
internal sealed record SlowTally(long Asked, long BytesRead, long Closed);
