using System.Diagnostics;
using Homing.Bench.Support;
using Homing.Log;
using Homing.Streams;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench.FanOut;

/// <summary>The two servers: each publishes at the rate that it is told, to everyone who watches.</summary>
internal static class FanOutServers
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>A gateway with one channel.</summary>
    public static async Task<int> RunHomingAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Configuration["Homing:Gateway:Urls:0"] = BenchServer.Url(arguments);
        builder.Configuration["Homing:Gateway:PingInterval"] = "00:10:00";
        builder.Services.AddSingleton<ILog>(new InMemoryLog());
        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
        var source = new FanOutSource();
        builder.Services.AddSingleton<IChannelSource>(source);
        await using var application = builder.Build();
        application.MapHoming();
        application.MapPost("/publish", (double rate, double seconds) => PublishAsync(rate, seconds, value =>
        {
            source.Publish(value);
            return Task.CompletedTask;
        }));
        return await BenchServer.RunAsync(application);
    }

    /// <summary>A hub that adds everyone to one group.</summary>
    public static async Task<int> RunSignalRAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Services.AddSignalR(hubs => hubs.ClientTimeoutInterval = TimeSpan.FromMinutes(10));
        await using var application = builder.Build();
        application.MapHub<WatchHub>("/hub");
        application.MapPost("/publish", (double rate, double seconds, IHubContext<WatchHub> hub) => PublishAsync(
            rate, seconds, value => hub.Clients.Group(FanOutSource.Channel).SendAsync("value", value)));
        return await BenchServer.RunAsync(application);
    }

    // Values are due at a fixed rate whatever has become of the ones before, and say when they were due.
    private static async Task<FanOutCost> PublishAsync(double rate, double seconds, Func<FanOutValue, Task> publish)
    {
        // The source waits on a thread of the pool, which would otherwise be half of the pool on two cores.
        ThreadPool.SetMinThreads(4 * Environment.ProcessorCount, Environment.ProcessorCount);
        await Task.Yield();
        using var process = Process.GetCurrentProcess();
        var poll = Native.OpenPoll();
        var interval = Stopwatch.Frequency / rate;
        var warmUp = (long)(rate * WarmUp.TotalSeconds);
        var total = warmUp + (long)(rate * seconds);
        var before = TimeSpan.Zero;
        var countFrom = 0L;
        var start = Stopwatch.GetTimestamp();
        for (var number = 0L; number < total; number++)
        {
            var due = start + (long)(number * interval);
            WaitUntil(poll, due);
            if (number == warmUp)
            {
                process.Refresh();
                (before, countFrom) = (process.TotalProcessorTime, due);
            }

            await publish(FanOutValue.At(due, number < warmUp ? FanOutValue.WarmUp : FanOutValue.Counted));
        }

        WaitUntil(poll, start + (long)(total * interval));
        process.Refresh();
        var used = process.TotalProcessorTime - before;
        var elapsed = Stopwatch.GetElapsedTime(countFrom);

        // Conflation must not put the end in the place of the last value, so it comes a while after.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await publish(FanOutValue.At(Stopwatch.GetTimestamp(), FanOutValue.End));
        return new FanOutCost(total - warmUp, used.TotalSeconds, elapsed.TotalSeconds);
    }

    private static void WaitUntil(int poll, long due)
    {
        Span<int> none = stackalloc int[1];
        while (due - Stopwatch.GetTimestamp() is > 0 and var ticks)
        {
            Native.Wait(poll, none, ticks * 1_000_000_000L / Stopwatch.Frequency);
        }
    }

    private sealed class WatchHub : Hub
    {
        public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, FanOutSource.Channel);

        public static string Echo(string text) => text;
    }
}

/// <summary>What a server did in the counted time.</summary>
/// <param name="Values">Values published.</param>
/// <param name="CpuSeconds">Processor time of the server.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record FanOutCost(long Values, double CpuSeconds, double Seconds);
