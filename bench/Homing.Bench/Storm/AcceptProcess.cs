using System.Diagnostics;
using System.Net;
using Homing.Bench.Support;
using Homing.Gateway;
using Homing.Gateway.Identity;
using Homing.Leases;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Homing.Bench.Storm;

/// <summary>
/// How many clients a second a warm server takes, so many at a time, and what of the processor that costs: for a
/// connection alone, with its upgrade, and with hello and welcome by a session.
/// </summary>
internal static class AcceptProcess
{
    private const int Sessions = 20_000;
    private const int WarmUps = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        using var process = Process.GetProcessById(arguments.Number("server", 0));
        using var crowd = await StormCrowd.ConnectAsync(server, arguments.Number("connections", 1), first: 0, seed: 1);
        for (var round = 0; round < WarmUps; round++)
        {
            await MeasureAsync(TryStage.Welcome);
        }

        Console.WriteLine(BenchJson.ToLine(new AcceptFigures(
            await MeasureAsync(TryStage.Connect),
            await MeasureAsync(TryStage.Upgrade),
            await MeasureAsync(TryStage.Welcome),
            SessionMicroseconds())));
        return 0;

        async Task<AcceptCost> MeasureAsync(TryStage until)
        {
            foreach (var client in crowd.Clients)
            {
                client.Drop();
            }

            await SettleAsync(process);
            var (user, kernel, own) = (process.UserProcessorTime, process.PrivilegedProcessorTime, OwnTime());
            var start = TimeProvider.System.GetTimestamp();
            await crowd.EachAsync(arguments.Number("at-once", 64), client => client.TryAsync(server, until));
            var took = TimeProvider.System.GetElapsedTime(start);
            own = OwnTime() - own;

            // A connection counts as made before the server has accepted it.
            await SettleAsync(process);
            return new AcceptCost(
                Math.Round(crowd.Clients.Count / took.TotalSeconds),
                Each(process.UserProcessorTime - user),
                Each(process.PrivilegedProcessorTime - kernel),
                Each(own));
        }

        double Each(TimeSpan all) => Math.Round(all.TotalMicroseconds / crowd.Clients.Count, 1);
    }

    // Until the server is done with the connections that it lost.
    private static async Task SettleAsync(Process process)
    {
        TimeSpan before;
        do
        {
            process.Refresh();
            before = process.TotalProcessorTime;
            await Task.Delay(Pause, TimeProvider.System);
            process.Refresh();
        }
        while (process.TotalProcessorTime - before > Busy);
    }

    private static TimeSpan OwnTime()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    // What of a welcome goes into reading the session, alone on a warm thread.
    private static double SessionMicroseconds()
    {
        var tickets = new ClientTickets(
            new EphemeralDataProtectionProvider(), Options.Create(new GatewayOptions()), TimeProvider.System);
        var session = tickets.IssueSession(new ClientSession("0199aa00000070008000000000000000", new Lease(0, 1), 1));
        var before = OwnTime();
        for (var index = 0; index < Sessions; index++)
        {
            _ = tickets.ReadSession(session) ?? throw new InvalidOperationException("The session cannot be read.");
        }

        return Math.Round((OwnTime() - before).TotalMicroseconds / Sessions, 1);
    }
}

/// <summary>What taking clients costs a warm server, up to each stage.</summary>
/// <param name="Connect">A connection alone.</param>
/// <param name="Upgrade">With the upgrade.</param>
/// <param name="Welcome">With hello and welcome: a client that is back.</param>
/// <param name="Session">Unsealing the session, in µs: a part of the welcome.</param>
internal sealed record AcceptFigures(AcceptCost Connect, AcceptCost Upgrade, AcceptCost Welcome, double Session);

/// <summary>Processor times in µs a client.</summary>
/// <param name="PerSecond">Clients a second.</param>
/// <param name="ServerUser">The server's own code and its runtime's.</param>
/// <param name="ServerKernel">What the system did for the server.</param>
/// <param name="Clients">What the clients took of the same processors.</param>
internal sealed record AcceptCost(double PerSecond, double ServerUser, double ServerKernel, double Clients);
