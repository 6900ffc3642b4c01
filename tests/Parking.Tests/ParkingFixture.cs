using Homing.Log;
using Homing.Roles;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Parking.Tests;

/// <summary>A process with given roles over a log in memory, listening on a free port.</summary>
internal sealed class ParkingFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ParkingFixture(WebApplication app, InMemoryLog log)
    {
        (_app, Log) = (app, log);
        Http = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    public InMemoryLog Log { get; }

    public HttpClient Http { get; }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public IEnumerable<T> GetAll<T>() => _app.Services.GetServices<T>();

    public static Task<ParkingFixture> StartAsync(
        IReadOnlyList<IRole> roles, InMemoryLog? log = null, TimeProvider? time = null, params (string Key, string Value)[] settings) =>
        StartAsync(roles, [], log, time, settings);

    /// <summary>A process that runs some roles, and has the channels of some, as one with a gateway.</summary>
    public static async Task<ParkingFixture> StartAsync(
        IReadOnlyList<IRole> roles,
        IReadOnlyList<IRole> withChannelsOf,
        InMemoryLog? log = null,
        TimeProvider? time = null,
        params (string Key, string Value)[] settings)
    {
        log ??= new InMemoryLog();
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

        foreach (var role in withChannelsOf)
        {
            role.AddChannels(builder);
        }

        var app = builder.Build();
        foreach (var role in roles)
        {
            role.MapEndpoints(app);
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ParkingFixture(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
