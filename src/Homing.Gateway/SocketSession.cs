using System.Net.WebSockets;
using Homing.Gateway.Channels;
using Homing.Gateway.Connections;
using Homing.Gateway.Identity;
using Homing.Gateway.Limits;
using Homing.Gateway.Protocol;
using Homing.Gateway.Pushes;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway;

/// <summary>Serves one socket from its first frame to its end.</summary>
internal sealed partial class SocketSession
{
    /// <summary>The most ids that a hello may name as pending, and the most channels.</summary>
    public const int MaxPending = 1000;

    private readonly ClientTickets _tickets;
    private readonly SpentTickets _spentTickets;
    private readonly RequestLimits _limits;
    private readonly AddressConnections _addresses;
    private readonly RequestIntake _intake;
    private readonly RequestInquiry _inquiry;
    private readonly ConnectionTable _connections;
    private readonly Moves _moves;
    private readonly ConnectionContext _context;
    private readonly ChannelCatalog _channels;
    private readonly OpenPushes _pushes;
    private readonly GatewayOptions _options;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<SocketSession> _logger;

    public SocketSession(
        ClientTickets tickets,
        SpentTickets spentTickets,
        RequestLimits limits,
        AddressConnections addresses,
        RequestIntake intake,
        RequestInquiry inquiry,
        ConnectionTable connections,
        Moves moves,
        ConnectionContext context,
        ChannelCatalog channels,
        OpenPushes pushes,
        ILogger<SocketSession> logger)
    {
        _tickets = tickets;
        _spentTickets = spentTickets;
        _limits = limits;
        _addresses = addresses;
        _intake = intake;
        _inquiry = inquiry;
        _connections = connections;
        _moves = moves;
        _context = context;
        (_options, _metrics, _time) = (context.Options, context.Metrics, context.Time);
        _channels = channels;
        _pushes = pushes;
        _logger = logger;
    }

    /// <summary>Completes when the socket is done with.</summary>
    public async Task ServeAsync(WebSocket socket, SocketPeer peer, Gateway gateway)
    {
        using var outbox = new Outbox(socket, _metrics, _time);
        try
        {
            if (!_addresses.TryEnter(peer.Address, out var held))
            {
                await RejectAsync(
                    socket, outbox, CloseCode.RateLimit, $"{_addresses.Limit} connections of this address are open, which is the limit.");
                return;
            }

            using (held)
            {
                if (await GreetAsync(socket, outbox, peer.UserId, gateway) is var (connection, settled))
                {
                    await ServeAsync(socket, outbox, connection, settled);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException)
        {
            // The client went without a word: nothing to tell and nobody to tell it to.
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            // The log does not answer: the client keeps what is pending, and comes back after a pause.
            LogInterrupted(exception.Message);
            await outbox.CloseAsync(CloseCode.Overloaded, "The log does not answer right now.")
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            socket.Abort();
        }
    }

    private async Task<(ClientConnection Connection, Task Settled)?> GreetAsync(
        WebSocket socket, Outbox outbox, string? userId, Gateway gateway)
    {
        if (gateway.ConnectionCount >= _options.MaxConnections)
        {
            await RejectAsync(socket, outbox, CloseCode.Overloaded, $"{_options.MaxConnections} clients are connected.");
            return null;
        }

        ReceivedFrame received;
        await using (_time.CreateTimer(
            static outbox => _ = ((Outbox)outbox!).CloseAsync(CloseCode.TooSlow, "No hello came in time."),
            outbox,
            _options.HelloTimeout,
            Timeout.InfiniteTimeSpan))
        {
            var announced = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            received = await FrameReader.ReadAsync(socket, announced, _options.MaxFrameBytes);
        }

        using (received)
        {
            if (received.End is { } end)
            {
                await RejectAsync(socket, outbox, end);
                return null;
            }

            if (!ClientFrame.TryRead(received.Bytes, out var hello, out var reason))
            {
                await RejectAsync(socket, outbox, CloseCode.ProtocolError, reason);
                return null;
            }

            if (hello.Type != ClientFrameType.Hello)
            {
                await RejectAsync(socket, outbox, CloseCode.ProtocolError, "The first frame must be a hello.");
                return null;
            }

            if (hello.Pending?.Exists(reference => reference.Id.Length is 0 or > RequestIntake.MaxNameLength) == true)
            {
                await RejectAsync(
                    socket, outbox, CloseCode.ProtocolError, $"A pending id must have 1 to {RequestIntake.MaxNameLength} characters.");
                return null;
            }

            if (hello.Pending is { Count: > MaxPending } || hello.Channels is { Count: > MaxPending })
            {
                await RejectAsync(
                    socket, outbox, CloseCode.ProtocolError, $"More than {MaxPending} pending ids or channels in a hello.");
                return null;
            }

            return await WelcomeAsync(socket, outbox, userId, gateway, hello);
        }
    }

    private async Task<(ClientConnection Connection, Task Settled)?> WelcomeAsync(
        WebSocket socket, Outbox outbox, string? userId, Gateway gateway, ClientFrame hello)
    {
        var resumed = hello.Session is not null;
        ClientSession? session = null;
        ClientIdentity? client;
        DateTimeOffset expiresAt = default;
        if (resumed)
        {
            client = _tickets.TryReadSession(hello.Session!, out session) ? session.Client : null;
        }
        else
        {
            _tickets.TryReadTicket(hello.Ticket ?? "", out client, out expiresAt);
        }

        if (client is null)
        {
            await RejectAsync(socket, outbox, CloseCode.Unauthenticated, resumed
                ? "The session is forged or has expired." : "The ticket is missing, forged, or has expired.");
            return null;
        }

        if (userId is not null && userId != client.UserId)
        {
            await RejectAsync(
                socket, outbox, CloseCode.Unauthenticated, "Who is signed in here is not the one whose ticket or session it is.");
            return null;
        }

        if (gateway.IsDraining)
        {
            await RejectAsync(socket, outbox, CloseCode.Draining, "This gateway is being stopped.");
            return null;
        }

        if (gateway.Lease is not { IsHeld: true } lease)
        {
            await RejectAsync(socket, outbox, CloseCode.LeaseLost, "This gateway has no id right now.");
            return null;
        }

        // Last, so that a ticket is spent for nothing only where the socket breaks at this very moment.
        if (!resumed && await SpendAsync(client, expiresAt) is var (code, reason))
        {
            await RejectAsync(socket, outbox, code, reason);
            return null;
        }

        var connection = new ClientConnection(client.ClientId, gateway, lease, outbox, hello.Pending, _context)
        {
            HeardAt = _time.GetTimestamp(),
            Number = _connections.NextNumber(),
            UserId = client.UserId,
            Roles = client.Roles,
        };

        // The welcome goes out before anybody can find the connection, so nothing can come before it.
        connection.Send(ServerFrame.Welcome(
            client.ClientId,
            _tickets.IssueSession(new ClientSession(client, lease.Lease, connection.Number)),
            lease.Lease,
            resumed,
            gateway.ReconnectWindow,
            _options));
        var handedOver = Task.CompletedTask;
        if (_connections.Replace(connection) is { } older)
        {
            // The newer one gets what the older has not acknowledged, so it is handed over before the older is gone.
            _ = older.CloseAsync(CloseCode.TakenOver, "The client has a newer connection.");
            handedOver = older.EndAsync();
        }

        if (session is not null)
        {
            _moves.Tell(session);
        }

        // Whoever drains or fences sets its mark and then looks at the table; here it is the other way round. So a
        // connection that came in between is seen by one of the two.
        if (gateway.IsDraining)
        {
            connection.Send(ServerFrame.GoAway(TimeSpan.Zero, gateway.ReconnectWindow));
            _ = connection.CloseAsync(CloseCode.Draining, "This gateway is being stopped.");
        }
        else if (!lease.IsHeld)
        {
            _ = connection.CloseAsync(CloseCode.LeaseLost, "This gateway lost its id.");
        }

        foreach (var channel in hello.Channels ?? [])
        {
            connection.OpenChannels(_channels).Subscribe(channel);
        }

        _pushes.Join(connection);
        return (connection, _inquiry.SettleAsync(connection, hello.Pending, handedOver));
    }

    // Answers why the hello is refused, or null.
    private async Task<(WebSocketCloseStatus Code, string Reason)?> SpendAsync(ClientIdentity client, DateTimeOffset expiresAt)
    {
        using var patience = new CancellationTokenSource(_options.HelloTimeout, _time);
        try
        {
            return await _spentTickets.TrySpendAsync(client.ClientId, expiresAt, patience.Token)
                ? null : (CloseCode.Unauthenticated, "The ticket was used before; it is good for one hello.");
        }
        catch (Exception exception) when (exception is HomingException or OperationCanceledException)
        {
            LogTicketNotSpent(exception);
            return (CloseCode.Overloaded, "It could not be told whether the ticket was used before.");
        }
    }

    private async Task ServeAsync(
        WebSocket socket, Outbox outbox, ClientConnection connection, Task settled)
    {
        try
        {
            await settled;
            while (true)
            {
                // Zero bytes: while the client is silent the socket holds no buffer.
                var announced = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                using var received = await FrameReader.ReadAsync(socket, announced, _options.MaxFrameBytes);
                connection.HeardAt = _time.GetTimestamp();
                if (received.End is { } end)
                {
                    await RejectAsync(socket, outbox, end);
                    return;
                }

                if (outbox.IsClosing)
                {
                    // What comes behind our close is not ours to answer.
                    continue;
                }

                if (!ClientFrame.TryRead(received.Bytes, out var frame, out var reason))
                {
                    await RejectAsync(socket, outbox, CloseCode.ProtocolError, reason);
                    return;
                }

                if (frame.Type is ClientFrameType.Request or ClientFrameType.Status or ClientFrameType.Cancel
                    && _limits.Take(connection, out var retryAfter) is var pacing and not Pacing.Within)
                {
                    if (pacing == Pacing.FarBeyond)
                    {
                        await RejectAsync(socket, outbox, CloseCode.RateLimit, "Far more was asked than is allowed.");
                        return;
                    }

                    _metrics.RequestRefused(ErrorCode.RateLimited);
                    connection.Send(ServerFrame.Error(
                        frame.Id, ErrorCode.RateLimited, "More is asked than is allowed.", retry: true, retryAfter));
                }
                else if (await HandleAsync(connection, frame) is { } violation)
                {
                    await RejectAsync(socket, outbox, CloseCode.ProtocolError, violation);
                    return;
                }

                if (outbox.Bytes > _options.MaxQueuedBytes / 2)
                {
                    // The client asks faster than it reads: let TCP slow it down, and nobody else.
                    await outbox.WaitForRoomAsync(_options.MaxQueuedBytes / 2);
                }
            }
        }
        finally
        {
            _connections.Remove(connection);
            _ = connection.EndAsync();
            connection.Channels?.End();
            _pushes.Leave(connection);
        }
    }

    // Answers what the client did against the protocol, or null.
    private async ValueTask<string?> HandleAsync(ClientConnection connection, ClientFrame frame)
    {
        switch (frame.Type)
        {
            case ClientFrameType.Request:
                _intake.Take(connection, frame, connection.Gateway.IsDraining);
                return null;
            case ClientFrameType.Ack:
                return frame.Seq is { } seq && connection.TryAcknowledge(seq)
                    ? null
                    : $"An ack for seq {frame.Seq?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(none)"},"
                        + " which was never sent.";
            case ClientFrameType.Ping:
                connection.Send(ServerFrame.Pong());
                return null;
            case ClientFrameType.Hello:
                return "A second hello.";
            case ClientFrameType.Status or ClientFrameType.Cancel when string.IsNullOrEmpty(frame.Id):
                connection.Send(ServerFrame.Error(null, ErrorCode.InvalidRequest, "'id' is missing.", retry: false));
                return null;
            case ClientFrameType.Status:
                await _inquiry.TellAsync(connection, frame.Reference);
                return null;
            case ClientFrameType.Cancel:
                await _inquiry.CancelAsync(connection, frame.Reference);
                return null;
            case ClientFrameType.Subscribe:
                connection.OpenChannels(_channels).Subscribe(new ChannelFields(frame.Channel, frame.Since, frame.MinIntervalMs));
                return null;
            case ClientFrameType.Unsubscribe:
                connection.OpenChannels(_channels).Unsubscribe(frame.Channel);
                return null;
            default:
                connection.Send(ServerFrame.Error(
                    frame.Id, ErrorCode.UnknownType, $"There is no frame type '{frame.TypeName}'.", retry: false));
                return null;
        }
    }

    private Task RejectAsync(WebSocket socket, Outbox outbox, FrameEnd end) => end switch
    {
        FrameEnd.Binary => RejectAsync(socket, outbox, CloseCode.ProtocolError, "Frames are text, not binary."),
        FrameEnd.TooBig => RejectAsync(
            socket, outbox, CloseCode.FrameTooBig, $"A frame is larger than {_options.MaxFrameBytes} bytes."),
        _ => RejectAsync(socket, outbox, WebSocketCloseStatus.NormalClosure, ""),
    };

    // Sends the close frame and waits for the client's own, for a while.
    private async Task RejectAsync(WebSocket socket, Outbox outbox, WebSocketCloseStatus code, string reason)
    {
        await outbox.CloseAsync(code, reason);
        while (socket.State == WebSocketState.CloseSent)
        {
            using var rest = await FrameReader.ReadAsync(socket, _options.MaxFrameBytes);
        }
    }

    [LoggerMessage(EventIds.TicketNotSpent, LogLevel.Warning, "A ticket could not be spent; its client comes back with another")]
    private partial void LogTicketNotSpent(Exception exception);

    [LoggerMessage(EventIds.ConnectionInterrupted, LogLevel.Warning, "A connection is closed, to come back later: {Reason}")]
    private partial void LogInterrupted(string reason);

    [LoggerMessage(EventIds.ConnectionFailed, LogLevel.Error, "A connection failed")]
    private partial void LogFailed(Exception exception);
}
