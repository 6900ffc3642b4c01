using System.Runtime.InteropServices;
using Homing.Gateway.Answers;
using Homing.Gateway.Limits;
using Homing.Gateway.Protocol;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Connections;

/// <summary>
/// One timer for all connections of the process: deadlines of requests, answers that nobody acknowledges, clients that
/// have gone silent, mail that nobody fetched.
/// </summary>
internal sealed partial class ConnectionWatch(
    ConnectionTable connections,
    Mailbox mailbox,
    RequestLimits limits,
    GatewayOptions options,
    TimeProvider time,
    ILogger<ConnectionWatch> logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<Gateway, GatewayLoad> _loads = [];

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                Look();
            }
            catch (Exception exception)
            {
                // Nobody starts the watch again.
                LogFailed(exception);
            }
        }
    }

    private void Look()
    {
        var silence = options.PingInterval * 2.5;
        var now = time.GetUtcNow();
        var timestamp = time.GetTimestamp();
        foreach (var gateway in _loads.Keys)
        {
            _loads[gateway] = default;
        }

        foreach (var connection in connections.All)
        {
            ref var load = ref CollectionsMarshal.GetValueRefOrAddDefault(_loads, connection.Gateway, out _);
            load = load.And(connection.Expire(now, timestamp), connection.QueuedBytes);
            if (time.GetElapsedTime(connection.HeardAt, timestamp) > silence)
            {
                _ = connection.CloseAsync(CloseCode.TooSlow, "Nothing was heard of the client for too long.");
            }
        }

        foreach (var (gateway, load) in _loads)
        {
            gateway.Load = load;
        }

        mailbox.Expire(now);
        limits.ForgetIdleUsers();
    }

    [LoggerMessage(EventIds.WatchFailed, LogLevel.Error, "Looking after the connections failed; it goes on")]
    private partial void LogFailed(Exception exception);
}
