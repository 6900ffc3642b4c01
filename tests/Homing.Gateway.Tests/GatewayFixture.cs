using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Tests;

/// <summary>A real server on a real log in a folder of its own, with a few operations to ask.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _folder;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayFixture(WebApplication application, string folder, Uri[] servers, TaskCompletionSource gate) =>
        (_application, _folder, Servers, _gate) = (application, folder, servers, gate);

    /// <summary>One address a gateway.</summary>
    public Uri[] Servers { get; }

    public Uri Server => Servers[0];

    public IServiceProvider Services => _application.Services;

    public static async Task<GatewayFixture> StartAsync(
        int gateways = 1,
        Action<GatewayOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        string? folder = null,
        bool operations = false)
    {
        folder ??= Directory.CreateTempSubdirectory("homing-gateway-").FullName;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var urls = Enumerable.Range(0, gateways).Select(_ => $"http://127.0.0.1:{FreePort()}/").ToArray();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.Configuration["Homing:Log:Directory"] = Path.Combine(folder, "log");
        services?.Invoke(builder.Services);
        builder.Services.AddEmbeddedLog();
        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services.Configure<GatewayOptions>(options =>
        {
            foreach (var url in urls)
            {
                options.Urls.Add(url);
            }

            configure?.Invoke(options);
        });
        builder.Services.AddHomingWorker("test")
            .Handle<Echo, Echo>("echo", request => request)
            .Handle<Echo, Echo>("refuse", request => throw new ProblemException(Problem.InvalidRequest("no " + request.Text)))
            .Handle<Echo, Echo>("fail", _ => throw new InvalidDataException("on purpose"))
            .Handle<Echo, Echo>("wait", async (request, _, cancellationToken) =>
            {
                await gate.Task.WaitAsync(cancellationToken);
                return request;
            })
            .Handle<Echo, Echo>("stuck", async (_, _, cancellationToken) =>
            {
                return await new TaskCompletionSource<Echo>().Task.WaitAsync(cancellationToken);
            })
            .Handle<Echo, Echo>("who", (_, context, _) => ValueTask.FromResult(new Echo(context.ClientId)));
        if (operations)
        {
            builder.Services.AddHomingOperations(["gateway", "test"]).AddHomingOperationsView();
        }

        var application = builder.Build();
        application.MapHoming();
        if (operations)
        {
            application.MapHomingOperations();
        }

        await application.StartAsync();
        return new GatewayFixture(application, folder, [.. urls.Select(url => new Uri(url))], gate);
    }

    /// <summary>Lets every <c>wait</c> answer.</summary>
    public void OpenGate() => _gate.TrySetResult();

    /// <summary>Stops as on Ctrl-C.</summary>
    public Task StopAsync() => _application.StopAsync();

    /// <summary>Ends this server and starts another on the same folder.</summary>
    public async Task<GatewayFixture> RestartAsync(int gateways = 1, Action<GatewayOptions>? configure = null)
    {
        await _application.DisposeAsync();
        return await StartAsync(gateways, configure, folder: _folder);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _application.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

internal sealed record Echo(string Text);
