using Homing.Bench.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench.Idle;

/// <summary>A SignalR hub with the JSON protocol and its own defaults, but for patience with clients that never ping.</summary>
internal static class SignalRServer
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Services.AddSignalR(hubs => hubs.ClientTimeoutInterval = TimeSpan.FromMinutes(10));
        await using var application = builder.Build();
        application.MapHub<EchoHub>("/hub");
        return await BenchServer.RunAsync(application);
    }

    private sealed class EchoHub : Hub
    {
        public static string Echo(string text) => text;
    }
}
