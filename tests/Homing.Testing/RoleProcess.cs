using Homing.Log;
using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Testing;

/// <summary>Some roles over a log in memory, in this process, listening on a free port of its own.</summary>
public sealed class RoleProcess : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RoleProcess(WebApplication app, InMemoryLog log)
    {
        (_app, Log) = (app, log);
        Http = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    /// <summary>The log.</summary>
    public InMemoryLog Log { get; }

    /// <summary>Speaks to it.</summary>
    public HttpClient Http { get; }

    /// <summary>A service of it.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>All services of a kind.</summary>
    public IEnumerable<T> GetAll<T>() => _app.Services.GetServices<T>();

    /// <summary>Completes when the roles have started.</summary>
    /// <param name="roles">What runs.</param>
    /// <param name="log">Default: one of its own.</param>
    /// <param name="time">Default: the system's.</param>
    /// <param name="withChannelsOf">The roles whose channels it has, as a process with a gateway.</param>
    /// <param name="settings">By their names.</param>
    public static async Task<RoleProcess> StartAsync(
        IReadOnlyList<IRole> roles,
        InMemoryLog? log = null,
        TimeProvider? time = null,
        IReadOnlyList<IRole>? withChannelsOf = null,
        params (string Key, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(roles);
        log ??= new InMemoryLog(time);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.WebHost.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.Services.AddSingleton<ILog>(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        foreach (var role in roles)
        {
            role.AddServices(builder);
        }

        foreach (var role in withChannelsOf ?? [])
        {
            role.AddChannels(builder);
        }

        var app = builder.Build();
        foreach (var role in roles)
        {
            role.MapEndpoints(app);
        }

        await app.StartAsync();
        return new RoleProcess(app, log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
