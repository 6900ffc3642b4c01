using Homing.Chaos.Server;
using Homing.Gateway;
using Homing.Log;
using Homing.Log.Embedded;
using Homing.Log.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Gateways at --urls and workers, or with --roles only one of them: over the embedded log in --data, or over Kafka and Redis
// where they are named. Every setting of the product can be given.
var builder = WebApplication.CreateBuilder(args);
var data = builder.Configuration["data"] ?? throw new ArgumentException("--data is missing.");
var urls = (builder.Configuration["urls"] ?? throw new ArgumentException("--urls is missing.")).Split(';');
var roles = (builder.Configuration["roles"] ?? "gateway,worker").Split(',');
var isShared = !string.IsNullOrEmpty(builder.Configuration["Homing:Kafka:BootstrapServers"]);
builder.Configuration["Homing:Log:Directory"] = Path.Combine(data, "log");
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddHealthChecks();
builder.Services.AddDataProtection().PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(data, "keys")));
if (builder.Configuration.GetValue<double>("Chaos:AnswersTwice") is > 0 and var share)
{
    builder.Services.AddSingleton<ILog>(services => new RepeatingLog(
        isShared ? services.GetRequiredService<KafkaLog>() : services.GetRequiredService<EmbeddedLog>(), Topics.IsAnswers, share));
}

// Workers that are stopped on purpose must not take the process with them.
builder.Services.Configure<HostOptions>(options =>
{
    options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
    options.ShutdownTimeout = TimeSpan.FromSeconds(30);
});
if (isShared)
{
    builder.Services.AddKafkaLog();
    builder.Services.AddRedisLeases();
}
else
{
    builder.Services.AddEmbeddedLog();
    builder.Services.AddInProcessLeases();
}

if (roles.Contains("gateway"))
{
    builder.Services.AddHomingGateway();
    builder.Services.AddHomingOperation(Echo.Op, Echo.Group);
    builder.Services.Configure<GatewayOptions>(options => Array.ForEach(urls, options.Urls.Add));
}

if (roles.Contains("worker"))
{
    builder.Services.AddHomingWorker(Echo.Group).Handle<Question, Answer>(Echo.Op, Echo.AnswerAsync);
}

await using var application = builder.Build();
application.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
application.MapPost("/chaos/restart-workers", WorkerRestart.RunAsync);
if (roles.Contains("gateway"))
{
    application.MapHoming();
}

application.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("READY"));

// Whoever started this process holds its input open; when they are gone, it ends.
_ = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    Environment.Exit(0);
});
await application.RunAsync();
