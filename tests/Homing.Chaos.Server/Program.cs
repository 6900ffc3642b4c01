using Homing.Chaos.Server;
using Homing.Gateway;
using Homing.Log;
using Homing.Log.Embedded;
using Homing.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Gateways at --urls and one group of workers, over the embedded log in --data. Every setting of the product can be given.
var builder = WebApplication.CreateBuilder(args);
var data = builder.Configuration["data"] ?? throw new ArgumentException("--data is missing.");
var urls = (builder.Configuration["urls"] ?? throw new ArgumentException("--urls is missing.")).Split(';');
builder.Configuration["Homing:Log:Directory"] = Path.Combine(data, "log");
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
if (builder.Configuration.GetValue<double>("Chaos:AnswersTwice") is > 0 and var share)
{
    builder.Services.AddSingleton<ILog>(
        services => new RepeatingLog(services.GetRequiredService<EmbeddedLog>(), Topics.IsAnswers, share));
}

// Workers that are stopped on purpose must not take the process with them.
builder.Services.Configure<HostOptions>(
    options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
builder.Services.Configure<WorkerOptions>(options => options.StopTimeout = TimeSpan.Zero);
builder.Services.AddEmbeddedLog();
builder.Services.AddInProcessLeases();
builder.Services.AddHomingGateway();
builder.Services.Configure<GatewayOptions>(options => Array.ForEach(urls, options.Urls.Add));
builder.Services.AddHomingWorker("chaos").Handle<Question, Answer>("chaos.echo", Echo.AnswerAsync);
await using var application = builder.Build();
application.MapHoming();
application.MapPost("/chaos/restart-workers", WorkerRestart.RunAsync);
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
