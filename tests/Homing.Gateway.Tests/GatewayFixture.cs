using System.Security.Claims;
using Homing.Leases;
using Homing.Log;
using Homing.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Tests;

/// <summary>
/// A real server with a few operations to ask: on a real log in a folder of its own, or, as one process of many, on a log,
/// leases and keys that it shares with others.
/// </summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string? _folder;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayFixture(WebApplication application, string? folder, Uri[] servers, TaskCompletionSource gate) =>
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
        SharedState? shared = null,
        bool operations = false,
        Func<ILog, ILog>? decorate = null)
    {
        folder ??= shared?.Folder ?? Directory.CreateTempSubdirectory("homing-gateway-").FullName;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var urls = Enumerable.Range(Ports.Free(gateways), gateways).Select(port => $"http://127.0.0.1:{port}/").ToArray();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.Configuration["Homing:Log:Directory"] = Path.Combine(folder, "log");
        services?.Invoke(builder.Services);
        if (shared is null)
        {
            builder.Services.AddEmbeddedLog();
        }
        else
        {
            builder.Services.AddSingleton(decorate?.Invoke(shared.Log) ?? shared.Log);
            builder.Services.AddSingleton<ILeaseStore>(shared.Leases);
        }

        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
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
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        if (operations)
        {
            builder.Services.AddHomingOperations(["gateway", "test"]).AddHomingOperationsView();
        }

        var application = builder.Build();
        application.UseForwardedHeaders();
        application.UseAuthentication();
        application.MapHoming();
        application.MapPost("/sign-in/{user}", (string user, HttpContext context) => context.SignInAsync(
            new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, user), new Claim(ClaimTypes.Role, $"role-of-{user}"), new Claim("role", "user")], "test"))));
        if (operations)
        {
            application.MapHomingOperations();
        }

        await application.StartAsync();
        return new GatewayFixture(application, shared is null ? folder : null, [.. urls.Select(url => new Uri(url))], gate);
    }

    /// <summary>Signs in and answers the header that says so.</summary>
    public async Task<(string Name, string Value)> SignInAsync(string user)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Server };
        using var answer = await http.PostAsync(new Uri("/sign-in/" + user, UriKind.Relative), null);
        return ("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
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
        if (_folder is not null && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}

internal sealed record Echo(string Text);
