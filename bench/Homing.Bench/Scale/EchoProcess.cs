using Homing.Bench.Support;
using Homing.Log;
using Homing.Log.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Bench.Scale;

/// <summary>
/// One process of a fleet over Kafka and Redis: a gateway, or a worker that echoes as <see cref="HomingServer"/> does. Its
/// settings come by the environment, as the fleet gives them.
/// </summary>
internal static class EchoProcess
{
    public const string WorkerRole = "echo-worker";

    /// <summary>The same echo, but its answers miss their clients and are re-routed.</summary>
    public const string MissingOperation = "echo-missing";

    private const string Group = "bench";

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        Native.RaiseFileLimit();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Homing:Gateway:Urls:0"] = arguments.Required("urls");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.WebHost.UseUrls(arguments.Required("urls"));
        builder.Services.AddHealthChecks();
        builder.Services.AddDataProtection()
            .SetApplicationName("Homing.Bench")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(arguments.Required("data"), "keys")));
        builder.Services.AddHomingOperation(HomingServer.Operation, Group).AddHomingOperation(MissingOperation, Group);
        builder.Services.AddRedisLeases();
        var isGateway = arguments.Required("roles") != WorkerRole;
        if (isGateway)
        {
            builder.Services.AddHomingGateway();
        }
        else
        {
            builder.Services.AddSingleton<ILog>(services =>
                new MissingLog(services.GetRequiredService<KafkaLog>(), MissingOperation));
            builder.Services.AddHomingWorker(Group)
                .Handle<Echo, Echo>(HomingServer.Operation, request => request)
                .Handle<Echo, Echo>(MissingOperation, request => request);
        }

        builder.Services.AddKafkaLog();
        await using var application = builder.Build();
        application.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        if (isGateway)
        {
            application.MapHoming();
        }

        await application.RunAsync();
        return 0;
    }

    private sealed record Echo(string Text);
}
