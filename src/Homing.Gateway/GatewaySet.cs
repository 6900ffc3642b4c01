using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Leases;
using Homing.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Gateway;

/// <summary>The gateways of this process, told apart by the port that a connection came in at.</summary>
internal sealed partial class GatewaySet : IHostedLifecycleService, IHealthCheck, IDisposable
{
    private const string DefaultUrl = "http://localhost:5000";
    private readonly GatewayServices _services;
    private readonly Gateway[] _gateways;
    private readonly Dictionary<int, Gateway> _byPort = [];
    private readonly ConnectionWatch _watch;
    private readonly OrphanAdoption _adoption;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    public GatewaySet(
        GatewayServices services,
        ConnectionWatch watch,
        OrphanAdoption adoption,
        IOptions<GatewayOptions> options,
        IConfiguration configuration,
        GatewayMetrics metrics,
        ILogger<Gateway> logger)
    {
        _services = services;
        _watch = watch;
        _adoption = adoption;
        _logger = logger;
        var urls = options.Value.Urls.Count > 0
            ? options.Value.Urls
            : [configuration["urls"]?.Split(';')[0] ?? DefaultUrl];
        _gateways = [.. urls.Select(url => new Gateway(url, services, logger))];
        foreach (var gateway in _gateways)
        {
            _byPort[BindingAddress.Parse(gateway.Url).Port] = gateway;
        }

        metrics.Observe(_gateways);
    }

    public IReadOnlyList<Gateway> All => _gateways;

    /// <summary>Whether sockets are taken off their connections before the HTTP server sees them.</summary>
    public bool TakesUpgradesDirectly => _services.Options.DirectUpgrade;

    /// <summary>The gateway that a connection to that port came to.</summary>
    public Gateway For(int port) => _byPort.GetValueOrDefault(port, _gateways[0]);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _services.Log.EnsureTopicAsync(Topics.ClientRequestOptions(_services.Messaging), cancellationToken);
        await _services.Mailbox.StartAsync(cancellationToken);

        // One after the other: the first address gets the smallest id.
        foreach (var gateway in _gateways)
        {
            await gateway.StartAsync(cancellationToken);
        }

        // Clients come only after this: what gateways have left that are no more is in the mailbox by then.
        await _adoption.AdoptAsync(IsOurs, cancellationToken);
        await _services.Mailbox.CatchUpAsync(cancellationToken);
        _loops = Task.WhenAll(_watch.RunAsync(_stopping.Token), _adoption.RunAsync(IsOurs, _stopping.Token));
    }

    /// <summary>Drains while workers still answer and the server still listens: before anything is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var othersLive = await AnyLivesAsync(lease => !IsOurs(lease), cancellationToken);
        await Task.WhenAll(_gateways.Select(gateway => gateway.DrainAsync(othersLive, cancellationToken)));
        await _stopping.CancelAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.Handover.FlushAsync().WaitAsync(cancellationToken);
        await _services.Mailbox.DisposeAsync();
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>The gateway of this process that serves under the id; null where none does.</summary>
    public Gateway? Find(int apiId) => Array.Find(_gateways, gateway => gateway.Lease?.Lease.Id == apiId);

    /// <summary>Drains one gateway as a drill; it comes back after <paramref name="pause"/>.</summary>
    public async Task DrainAsync(Gateway gateway, TimeSpan pause)
    {
        var own = gateway.Lease?.Lease;
        await gateway.DrainAndReturnAsync(await AnyLivesAsync(lease => lease != own, CancellationToken.None), pause);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var without = _gateways.Where(gateway => !gateway.IsServing).Select(gateway => gateway.Url).ToArray();
        return Task.FromResult(
            without.Length > 0 ? HealthCheckResult.Unhealthy("No id is held at " + string.Join(", ", without))
            : !_services.Mailbox.IsReading ? HealthCheckResult.Unhealthy("The mailbox is no longer read")
            : HealthCheckResult.Healthy());
    }

    // Draining must not depend on it: where nobody knows, clients are sent away and not waited for.
    private async Task<bool> AnyLivesAsync(Func<Lease, bool> isElsewhere, CancellationToken cancellationToken)
    {
        try
        {
            var living = await _services.LeaseStore.ListAsync(cancellationToken);
            return living.Any(status => isElsewhere(status.Lease));
        }
        catch (Exception exception)
        {
            LogLivingNotListed(exception);
            return false;
        }
    }

    private bool IsOurs(Lease lease) => Find(lease.Id)?.Lease?.Lease == lease;

    [LoggerMessage(EventIds.LivingNotListed, LogLevel.Warning,
        "Could not list the living gateways: clients are sent away and not waited for")]
    private partial void LogLivingNotListed(Exception exception);
}
