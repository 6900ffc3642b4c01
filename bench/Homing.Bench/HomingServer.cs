using Homing.Bench.Support;
using Homing.Log;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench;

/// <summary>
/// Homing as one process, set up as the executable does it: gateway, log and a worker that echoes.
/// <c>--log memory</c> leaves the disk out, to tell its share.
/// </summary>
internal static class HomingServer
{
    public const string Operation = "echo";

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Configuration["Homing:Log:Directory"] = arguments.Text("data", "");
        builder.Configuration["Homing:Gateway:Urls:0"] = BenchServer.Url(arguments);

        // Held connections say nothing for as long as a run takes.
        builder.Configuration["Homing:Gateway:PingInterval"] = "00:10:00";
        builder.Configuration["Homing:Gateway:TicketLifetime"] = "01:00:00";
        builder.Configuration["Homing:Limits:TicketsPerAddress"] = "0";
        builder.Configuration["Homing:Gateway:DirectUpgrade"] = arguments.Text("direct", "true");
        AddLog(builder.Services, arguments.Text("log", "embedded"));
        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
        builder.Services.AddHomingWorker("bench").Handle<Echo, Echo>(Operation, request => request);
        await using var application = builder.Build();
        application.MapHoming();
        return await BenchServer.RunAsync(application);
    }

    private static void AddLog(IServiceCollection services, string kind)
    {
        if (kind == "memory")
        {
            services.AddSingleton<ILog>(new InMemoryLog());
        }
        else
        {
            services.AddEmbeddedLog();
        }
    }

    private sealed record Echo(string Text);
}
