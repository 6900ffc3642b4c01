using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Options;

namespace Homing.Gateway;

/// <summary>What all gateways of a process share.</summary>
internal sealed class GatewayServices(
    ILog log,
    LeaseKeeper leases,
    ILeaseStore leaseStore,
    SocketSession sessions,
    ConnectionTable connections,
    Moves moves,
    ResponsePump pump,
    Handover handover,
    MailboxReader mailbox,
    IOptions<GatewayOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider time)
{
    public ILog Log { get; } = log;

    public LeaseKeeper Leases { get; } = leases;

    public ILeaseStore LeaseStore { get; } = leaseStore;

    public SocketSession Sessions { get; } = sessions;

    public ConnectionTable Connections { get; } = connections;

    public Moves Moves { get; } = moves;

    public ResponsePump Pump { get; } = pump;

    public Handover Handover { get; } = handover;

    public MailboxReader Mailbox { get; } = mailbox;

    public GatewayOptions Options { get; } = options.Value;

    public MessagingOptions Messaging { get; } = messaging.Value;

    public TimeProvider Time { get; } = time;
}
