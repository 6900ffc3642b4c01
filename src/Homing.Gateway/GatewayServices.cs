using Homing.Gateway.Connections;
using Homing.Gateway.Pushes;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Gateway;

/// <summary>What all gateways of a process share.</summary>
internal sealed class GatewayServices
{
    private readonly DeadLetters _deadLetters;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<ResponsePump> _pumpLogger;

    public GatewayServices(
        ILog log,
        LeaseKeeper leases,
        SocketSession sessions,
        DeadLetters deadLetters,
        OpenPushes pushes,
        GatewayMetrics metrics,
        IOptions<GatewayOptions> options,
        IOptions<MessagingOptions> messaging,
        TimeProvider time,
        ILogger<ResponsePump> pumpLogger)
    {
        Log = log;
        Leases = leases;
        Sessions = sessions;
        _deadLetters = deadLetters;
        Pushes = pushes;
        _metrics = metrics;
        Options = options.Value;
        Messaging = messaging.Value;
        Time = time;
        _pumpLogger = pumpLogger;
    }

    public ILog Log { get; }

    public LeaseKeeper Leases { get; }

    public SocketSession Sessions { get; }

    public OpenPushes Pushes { get; }

    public GatewayOptions Options { get; }

    public MessagingOptions Messaging { get; }

    public TimeProvider Time { get; }

    public ResponsePump CreatePump(ConnectionTable connections) =>
        new(Log, _deadLetters, connections, _metrics, Time, _pumpLogger);
}
