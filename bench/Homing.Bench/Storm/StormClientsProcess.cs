using System.Net;
using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>
/// The clients of a real storm: they connect, say that they are ready, lose their connections, and come back by the
/// rule. Then their figures are printed as one line.
/// </summary>
internal static class StormClientsProcess
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        using var crowd = await StormCrowd.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0)),
            arguments.Number("connections", 1),
            arguments.Number("first", 0),
            arguments.Number("seed", 1));
        var rule = ReconnectRules.All(crowd.Clients[0].Window.TotalSeconds)
            .Single(rule => rule.Name == arguments.Required("rule"));
        var tally = new StormTally();
        var next = new IPEndPoint(IPAddress.Loopback, arguments.Number("next", 0));
        var storm = Task.WhenAll(crowd.Clients.Select(client => client.SurviveAsync(next, rule, tally)));
        Console.WriteLine(ChildProcess.ReadyLine);
        while (await Task.WhenAny(storm, Task.Delay(Heartbeat, TimeProvider.System)) != storm)
        {
            // A rule may take longer than a process is waited for that says nothing.
            Console.WriteLine("WAIT");
        }

        await storm;
        Console.WriteLine(BenchJson.ToLine(new StormFigures(
            [.. crowd.Clients.Select(client => client.BackAt)],
            [.. crowd.Clients.Select(client => client.Tries)],
            tally.TriedAt,
            tally.Errors,
            crowd.Clients.Count(client => client.IsHeld))));
        return 0;
    }
}

/// <summary>What clients measured; times are timestamps of the machine's monotonic clock, in ns.</summary>
/// <param name="BackAt">By client; 0 where it gave up.</param>
/// <param name="Tries">By client.</param>
/// <param name="TriedAt">Of every try.</param>
/// <param name="Errors">Failed tries by kind.</param>
/// <param name="Held">Clients whose connection was still open when the last one was back or had given up.</param>
internal sealed record StormFigures(
    long[] BackAt, int[] Tries, long[] TriedAt, Dictionary<string, int> Errors, int Held);
