using System.Net.WebSockets;
using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Leases;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway;

/// <summary>
/// One gateway: it holds an id, reads that id's response topic, and serves connections. Without an id it serves
/// nobody: on losing one it closes every connection with 4201 and takes another.
/// </summary>
internal sealed partial class Gateway : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AcquireRetryPause = TimeSpan.FromSeconds(1);

    private readonly GatewayServices _services;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Gateway(string url, GatewayServices services, ILogger<Gateway> logger)
    {
        Url = url;
        _services = services;
        _logger = logger;
        services.Pushes.Serve(Connections);
    }

    /// <summary>Where clients reach this gateway.</summary>
    public string Url { get; }

    public ConnectionTable Connections { get; } = new();

    /// <summary>The id that is served under now; null while there is none.</summary>
    public HeldLease? Lease { get; private set; }

    public bool IsDraining { get; private set; }

    /// <summary>True while connections are taken.</summary>
    public bool IsServing => !IsDraining && Lease is { IsHeld: true };

    /// <summary>Completes when the gateway holds its first id.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopping.Token);
        await (await Task.WhenAny(_serving.Task, _running).WaitAsync(cancellationToken));
    }

    /// <summary>Serves one socket until it ends.</summary>
    public Task ServeAsync(WebSocket socket) => _services.Sessions.ServeAsync(socket, this);

    /// <summary>Takes nothing new, sends clients elsewhere, waits for what is in flight, frees the id.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var options = _services.Options;
        IsDraining = true;
        foreach (var connection in Connections.All)
        {
            connection.Send(ServerFrame.GoAway(TimeSpan.Zero, options.ReconnectWindow));
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = _services.Time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            deadline,
            options.DrainTimeout,
            Timeout.InfiniteTimeSpan);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), _services.Time);
        try
        {
            while (Connections.All.Any(connection => connection.InFlight > 0))
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is answered after all: clients ask again elsewhere, under the same ids.
        }

        await CloseAllAsync(CloseCode.Draining, "This gateway is being stopped.");
        await _stopping.CancelAsync();
        await _running;
        LogStopped(Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ServeUnderOneLeaseAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception, Url);
                await CloseAllAsync(CloseCode.LeaseLost, "This gateway lost its id.");
                try
                {
                    await Task.Delay(AcquireRetryPause, _services.Time, stoppingToken);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private async Task ServeUnderOneLeaseAsync(CancellationToken stoppingToken)
    {
        await using var held = await _services.Leases.AcquireAsync(
            new LeaseHolder(Url), () => Connections.Count, stoppingToken);
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, held.Lost);
        try
        {
            await _services.Log.EnsureTopicAsync(
                Topics.ClientResponseOptions(held.Lease.Id, _services.Messaging), serving.Token);
            Lease = held;
            LogServing(Url, held.Lease.Id, held.Lease.Epoch);
            _serving.TrySetResult();
            var pump = _services.CreatePump(Connections);
            await Task.WhenAll(pump.RunAsync(held.Lease.Id, serving.Token), WatchAsync(serving.Token));
        }
        catch (OperationCanceledException) when (serving.IsCancellationRequested)
        {
            // Lost or stopped: both are dealt with below.
        }
        finally
        {
            Lease = null;
            await serving.CancelAsync();
        }

        if (held.Lost.IsCancellationRequested)
        {
            LogLeaseLost(Url, held.Lease.Id, held.Lease.Epoch);
            await CloseAllAsync(CloseCode.LeaseLost, "This gateway lost its id.");
        }
    }

    // One timer for all connections: deadlines of requests, and clients that have gone silent.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var time = _services.Time;
        var silence = _services.Options.PingInterval * 2.5;
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            var timestamp = time.GetTimestamp();
            foreach (var connection in Connections.All)
            {
                connection.ExpireRequests(now);
                if (time.GetElapsedTime(connection.HeardAt, timestamp) > silence)
                {
                    _ = connection.CloseAsync(CloseCode.TooSlow, "Nothing was heard of the client for too long.");
                }
            }
        }
    }

    private Task CloseAllAsync(WebSocketCloseStatus code, string reason) =>
        Task.WhenAll(Connections.All.Select(connection => connection.CloseAsync(code, reason)));

    [LoggerMessage(EventIds.GatewayServing, LogLevel.Information,
        "Gateway at {Url} serves as api_id {ApiId}, epoch {Epoch}")]
    private partial void LogServing(string url, int apiId, long epoch);

    [LoggerMessage(EventIds.GatewayLeaseLost, LogLevel.Warning,
        "Gateway at {Url} lost api_id {ApiId}, epoch {Epoch}: closing its connections and taking another id")]
    private partial void LogLeaseLost(string url, int apiId, long epoch);

    [LoggerMessage(EventIds.GatewayStopped, LogLevel.Information, "Gateway at {Url} is drained and stopped")]
    private partial void LogStopped(string url);

    [LoggerMessage(EventIds.GatewayFailed, LogLevel.Error, "Gateway at {Url} failed; it starts again under a new id")]
    private partial void LogFailed(Exception exception, string url);
}
