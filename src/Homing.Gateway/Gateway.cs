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
    private static readonly TimeSpan AcquireRetryPause = TimeSpan.FromSeconds(1);

    private readonly GatewayServices _services;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private string _actor = "gateway";
    private int _connections;
    private TimeSpan _pause;
    private CancellationTokenSource? _leaving;
    private volatile bool _isStopping;
    private volatile bool _isDrilled;
    private int _inFlight;
    private long _queuedBytes;

    public Gateway(string url, GatewayServices services, ILogger<Gateway> logger)
    {
        Url = url;
        _services = services;
        _logger = logger;
    }

    /// <summary>Where clients reach this gateway.</summary>
    public string Url { get; }

    /// <summary>How many clients are connected here.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    /// <summary>What its connections have under way; set by <see cref="ConnectionWatch"/>.</summary>
    public GatewayLoad Load
    {
        get => new(Volatile.Read(ref _inFlight), Volatile.Read(ref _queuedBytes));
        set
        {
            Volatile.Write(ref _inFlight, value.InFlight);
            Volatile.Write(ref _queuedBytes, value.QueuedBytes);
        }
    }

    /// <summary>The window in which its clients spread their first try, should they lose it now.</summary>
    public TimeSpan ReconnectWindow
    {
        get
        {
            var options = _services.Options;
            var needed = TimeSpan.FromSeconds((double)ConnectionCount / options.ReconnectRate);
            return needed < options.ReconnectWindow ? options.ReconnectWindow : needed;
        }
    }

    /// <summary>How the gateway calls itself in histories: id and epoch.</summary>
    public string Actor => _actor;

    private IEnumerable<ClientConnection> Connections => _services.Connections.Of(this);

    /// <summary>The id that is served under now; null while there is none.</summary>
    public HeldLease? Lease { get; private set; }

    /// <summary>True while nothing new is taken: for good before a stop, for a while in a drill.</summary>
    public bool IsDraining => _isStopping || _isDrilled;

    /// <summary>True while connections are taken.</summary>
    public bool IsServing => !IsDraining && Lease is { IsHeld: true };

    /// <summary>Completes when the gateway holds its first id; fails where trying again cannot help.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopping.Token);
        await (await Task.WhenAny(_serving.Task, _running).WaitAsync(cancellationToken));
    }

    /// <summary>Serves one socket until it ends.</summary>
    public Task ServeAsync(WebSocket socket, SocketPeer peer) => _services.Sessions.ServeAsync(socket, peer, this);

    /// <summary>Called by the table alone.</summary>
    public void CountConnection(int change) => Interlocked.Add(ref _connections, change);

    /// <summary>Takes nothing new, sends clients elsewhere, waits for what is in flight, hands over the rest, frees the id.</summary>
    /// <param name="othersLive">Whether there are gateways that clients can go to.</param>
    /// <param name="cancellationToken">Ends the waiting, not the handing over.</param>
    public async Task DrainAsync(bool othersLive, CancellationToken cancellationToken)
    {
        _isStopping = true;
        await new Drain(_services.Options, _services.Time).RunAsync(() => Connections, othersLive, cancellationToken);
        await CloseAllAsync(CloseCode.Draining, "This gateway is being stopped.");
        await _stopping.CancelAsync();
        await _running;
        LogStopped(Url);
    }

    /// <summary>
    /// Ends the gateway as if its process had died: sockets break, nothing is handed over, the id is not freed. It starts
    /// again, under a new id, after <paramref name="pause"/>.
    /// </summary>
    public void Crash(TimeSpan pause)
    {
        if (Lease is { } lease)
        {
            _pause = pause;
            lease.Abandon();
        }
    }

    /// <summary>
    /// Drains as before a stop and frees the id, but comes back, under a new lease, after <paramref name="pause"/>. A drill;
    /// does nothing where the gateway drains already or has no id.
    /// </summary>
    /// <param name="othersLive">Whether there are gateways that clients can go to.</param>
    /// <param name="pause">How long it stays away once it is empty.</param>
    public async Task DrainAndReturnAsync(bool othersLive, TimeSpan pause)
    {
        if (IsDraining || Lease is null || _leaving is not { } leaving)
        {
            return;
        }

        _isDrilled = true;
        LogDrill(Url, pause);
        await new Drain(_services.Options, _services.Time).RunAsync(() => Connections, othersLive, _stopping.Token);
        if (!ReferenceEquals(_leaving, leaving))
        {
            // The lease ended by itself meanwhile, and with it the drill.
            return;
        }

        await CloseAllAsync(CloseCode.Draining, "This gateway is being drained.");
        _pause = pause;
        try
        {
            await leaving.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment, and the gateway stays away all the same.
        }
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
                await StayAwayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (HomingException exception) when (!exception.IsTransient && !_serving.Task.IsCompleted)
            {
                // Trying again does not help, and nobody is served yet: the start fails with the reason.
                _serving.TrySetException(exception);
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
            new LeaseHolder(Url), () => ConnectionCount, stoppingToken);
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, held.Lost);
        try
        {
            _leaving = serving;
            await PrepareAsync(held, serving.Token);
            _actor = FormattableString.Invariant($"gateway:{held.Lease.Id}:{held.Lease.Epoch}");
            _services.Moves.Add(held.Lease);
            Lease = held;
            LogServing(Url, held.Lease.Id, held.Lease.Epoch);
            _serving.TrySetResult();
            await _services.Pump.RunAsync(held, serving.Token);
        }
        catch (OperationCanceledException) when (serving.IsCancellationRequested)
        {
            // Lost or stopped: both are dealt with below.
        }
        finally
        {
            Lease = null;
            _leaving = null;
            await serving.CancelAsync();
        }

        if (held.IsAbandoned)
        {
            Vanish(held);
        }
        else if (!held.IsHeld && !stoppingToken.IsCancellationRequested)
        {
            LogLeaseLost(Url, held.Lease.Id, held.Lease.Epoch);
            await CloseAllAsync(CloseCode.LeaseLost, "This gateway lost its id.");
        }
    }

    // What earlier holders of the id have left is in the mailboxes before the first client comes for it.
    private async Task PrepareAsync(HeldLease held, CancellationToken cancellationToken)
    {
        await _services.Log.EnsureTopicAsync(
            Topics.ClientResponseOptions(held.Lease.Id, _services.Messaging), cancellationToken);
        await _services.Pump.AdoptAsync(held.Lease.Id, cancellationToken);
        await _services.Mailbox.CatchUpAsync(cancellationToken);
    }

    private void Vanish(HeldLease held)
    {
        LogAbandoned(Url, held.Lease.Id, held.Lease.Epoch);
        foreach (var connection in Connections)
        {
            connection.Abort();
        }
    }

    // After a drill. By now the id is free, or falls free by itself.
    private async Task StayAwayAsync(CancellationToken stoppingToken)
    {
        if (_pause > TimeSpan.Zero)
        {
            await Task.Delay(_pause, _services.Time, stoppingToken);
            _pause = TimeSpan.Zero;
        }

        _isDrilled = false;
    }

    // Answers are handed over at once, and not only when the sockets have ended.
    private Task CloseAllAsync(WebSocketCloseStatus code, string reason) => Task.WhenAll(
        Connections.Select(connection => Task.WhenAll(connection.CloseAsync(code, reason), connection.EndAsync())));

    [LoggerMessage(EventIds.GatewayServing, LogLevel.Information,
        "Gateway at {Url} serves as api_id {ApiId}, epoch {Epoch}")]
    private partial void LogServing(string url, int apiId, long epoch);

    [LoggerMessage(EventIds.GatewayLeaseLost, LogLevel.Warning,
        "Gateway at {Url} lost api_id {ApiId}, epoch {Epoch}: closing its connections and taking another id")]
    private partial void LogLeaseLost(string url, int apiId, long epoch);

    [LoggerMessage(EventIds.GatewayAbandoned, LogLevel.Warning,
        "Gateway at {Url} ends without a word, as a drill; api_id {ApiId}, epoch {Epoch}")]
    private partial void LogAbandoned(string url, int apiId, long epoch);

    [LoggerMessage(EventIds.GatewayDrainDrill, LogLevel.Warning,
        "Gateway at {Url} drains, as a drill, and comes back after {Pause}")]
    private partial void LogDrill(string url, TimeSpan pause);

    [LoggerMessage(EventIds.GatewayStopped, LogLevel.Information, "Gateway at {Url} is drained and stopped")]
    private partial void LogStopped(string url);

    [LoggerMessage(EventIds.GatewayFailed, LogLevel.Error, "Gateway at {Url} failed; it starts again under a new id")]
    private partial void LogFailed(Exception exception, string url);
}
