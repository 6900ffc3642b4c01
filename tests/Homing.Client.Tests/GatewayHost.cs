using Homing.Gateway;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Client.Tests;

/// <summary>The real gateway with a worker, on a log in a folder of its own; can be stopped and started again there.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-client-").FullName;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _application;

    public Uri Server { get; } = new($"http://127.0.0.1:{Ports.Free()}/");

    public static async Task<GatewayHost> StartedAsync()
    {
        var host = new GatewayHost();
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Server.ToString());
        builder.Configuration["Homing:Log:Directory"] = Path.Combine(_folder, "log");
        builder.Services.AddEmbeddedLog();
        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
        builder.Services.Configure<GatewayOptions>(options =>
        {
            options.ReconnectWindow = TimeSpan.FromMilliseconds(100);
            options.DrainTimeout = TimeSpan.FromMilliseconds(100);
        });
        builder.Services.AddHomingWorker("test")
            .Handle<Echo, Echo>("echo", request => request)
            .Handle<Echo, Echo>("wait", async (request, _, cancellationToken) =>
            {
                await _gate.Task.WaitAsync(cancellationToken);
                return request;
            })
            .Handle<Echo, Echo>("refuse", request => throw new ProblemException(Problem.InvalidRequest("no " + request.Text)));
        _application = builder.Build();
        _application.MapHoming();
        await _application.StartAsync();
    }

    /// <summary>Lets every <c>wait</c> answer.</summary>
    public void OpenGate() => _gate.TrySetResult();

    /// <summary>Stops as on Ctrl-C.</summary>
    public async Task StopAsync()
    {
        await _application!.StopAsync();
        await _application.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _application!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
