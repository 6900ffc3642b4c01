using System.Diagnostics;
using System.Net;
using Homing.Bench.Support;
using Homing.Gateway;
using Homing.Gateway.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Homing.Bench.Storm;

/// <summary>
/// How many clients a second a warm server takes back, so many at a time, with sessions; and what of the processor that takes.
/// </summary>
internal static class AcceptProcess
{
    private const int Sessions = 20_000;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        ChildProcess.EndWithParent();
        var server = new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0));
        var count = arguments.Number("connections", 1);
        using var crowd = await StormCrowd.ConnectAsync(server, count, first: 0, seed: 1);
        using var process = Process.GetProcessById(arguments.Number("server", 0));
        AcceptFigures figures = new(0, 0, 0, 0, 0);

        // The first round is the warm-up.
        for (var round = 0; round < 3; round++)
        {
            await crowd.EachAsync(atOnce: 1, client =>
            {
                client.Drop();
                return Task.CompletedTask;
            });
            process.Refresh();
            var (user, kernel, own) = (process.UserProcessorTime, process.PrivilegedProcessorTime, Own());
            var start = TimeProvider.System.GetTimestamp();
            await crowd.EachAsync(arguments.Number("at-once", 64), client => client.TryAsync(server));
            var took = TimeProvider.System.GetElapsedTime(start);
            process.Refresh();
            figures = new AcceptFigures(
                Math.Round(count / took.TotalSeconds),
                Each(process.UserProcessorTime - user),
                Each(process.PrivilegedProcessorTime - kernel),
                Each(Own() - own),
                Math.Round(SessionMicroseconds(), 1));
        }

        Console.WriteLine(BenchJson.ToLine(figures));
        return 0;

        double Each(TimeSpan all) => Math.Round(all.TotalMicroseconds / count, 1);
    }

    private static TimeSpan Own()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    // What of a welcome goes into reading the session, alone on a warm thread.
    private static double SessionMicroseconds()
    {
        var tickets = new ClientTickets(
            new EphemeralDataProtectionProvider(), Options.Create(new GatewayOptions()), TimeProvider.System);
        var session = tickets.IssueSession("0199aa00000070008000000000000000");
        var start = TimeProvider.System.GetTimestamp();
        for (var index = 0; index < Sessions; index++)
        {
            _ = tickets.ReadSession(session) ?? throw new InvalidOperationException("The session cannot be read.");
        }

        return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / Sessions;
    }
}

/// <summary>Processor times in µs for each client that came back.</summary>
/// <param name="PerSecond">Clients welcomed a second.</param>
/// <param name="ServerUser">The server's own code and its runtime's.</param>
/// <param name="ServerKernel">What the system did for the server.</param>
/// <param name="Clients">What the clients took of the same processors.</param>
/// <param name="Session">Unsealing the session: a part of the server's own.</param>
internal sealed record AcceptFigures(
    double PerSecond, double ServerUser, double ServerKernel, double Clients, double Session);
