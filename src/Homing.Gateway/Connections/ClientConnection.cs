using System.Net.WebSockets;
using System.Text;
using Homing.Gateway.Channels;
using Homing.Gateway.Protocol;
using Homing.Leases;
using Homing.Messages;

namespace Homing.Gateway.Connections;

/// <summary>
/// One client's connection after its hello: what it waits for, what it was sent and has not acknowledged. It knows
/// nothing of sockets' bytes (<see cref="SocketSession"/>) nor of the log (<see cref="RequestIntake"/>).
/// </summary>
internal sealed class ClientConnection
{
    private readonly Lock _gate = new();
    private readonly Outbox _outbox;
    private readonly GatewayOptions _options;
    private readonly GatewayMetrics _metrics;
    private Dictionary<string, PendingRequest>? _pending;
    private Queue<(long Seq, IDelivery Delivery)>? _unacknowledged;
    private byte[]? _key;
    private long _seq;
    private bool _ended;

    public ClientConnection(
        string clientId, HeldLease lease, Outbox outbox, GatewayOptions options, GatewayMetrics metrics)
    {
        ClientId = clientId;
        Lease = lease;
        _outbox = outbox;
        _options = options;
        _metrics = metrics;
    }

    public string ClientId { get; }

    /// <summary>Whose connection it is; for a guest, the client id.</summary>
    public string UserId { get => field ?? ClientId; init; }

    /// <summary>What the client watches; null until it first watches something. Used by the reading side alone.</summary>
    public ConnectionChannels? Channels { get; private set; }

    /// <summary>The lease that the client was welcomed under; its requests are answered to this id and epoch.</summary>
    public HeldLease Lease { get; }

    /// <summary>The client id in UTF-8: the key of the client's records.</summary>
    public ReadOnlyMemory<byte> Key => _key ??= Encoding.UTF8.GetBytes(ClientId);

    /// <summary>When a frame of the client last came in, as the clock's timestamp.</summary>
    public long HeardAt { get; set; }

    /// <summary>How many requests are not answered.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _pending?.Count ?? 0;
            }
        }
    }

    public void Send(PooledBuffer frame) => _outbox.Send(frame);

    /// <summary>Where the client's subscriptions are kept, made now if need be.</summary>
    public ConnectionChannels OpenChannels(ChannelCatalog catalog) =>
        Channels ??= new ConnectionChannels(catalog, ClientId, _outbox);

    /// <summary>Sends a frame that the client must acknowledge.</summary>
    /// <param name="delivery">Told what becomes of it.</param>
    /// <param name="frame">Writes the frame for the number that it gets.</param>
    /// <returns>False where the connection has ended: the delivery is told nothing then.</returns>
    public bool Deliver(IDelivery delivery, Func<long, PooledBuffer> frame)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            SendNumbered(delivery, frame(_seq + 1));
            return true;
        }
    }

    /// <summary>Sends what waits and then a close frame; only the first close counts.</summary>
    public Task CloseAsync(WebSocketCloseStatus code, string reason) => _outbox.CloseAsync(code, reason);

    /// <summary>Takes note of a request before it is appended.</summary>
    /// <returns>True where the request is new and fits; otherwise the client has been told.</returns>
    public bool TryBegin(PendingRequest request)
    {
        PendingRequest? known = null;
        lock (_gate)
        {
            _pending ??= new Dictionary<string, PendingRequest>(StringComparer.Ordinal);
            if (_pending.Count < _options.MaxInFlight && _pending.TryAdd(request.Id, request))
            {
                return true;
            }

            _pending.TryGetValue(request.Id, out known);
        }

        if (known is null)
        {
            _metrics.RequestRefused(ErrorCode.TooManyInFlight);
            Send(ServerFrame.Error(
                request.Id,
                ErrorCode.TooManyInFlight,
                $"{_options.MaxInFlight} requests of this connection are unanswered, which is the limit.",
                retry: true,
                TimeSpan.FromMilliseconds(100)));
        }
        else if (known.Accepted is { } at)
        {
            // The id is the idempotency key: the same request again is the one that is already under way.
            Send(ServerFrame.Accepted(known.Id, at.Partition, at.Offset));
        }

        return false;
    }

    /// <summary>Tells the client that its request is durable, and its answer if that was quicker.</summary>
    public void Accept(PendingRequest request, int partition, long offset)
    {
        lock (_gate)
        {
            if (_ended || !IsPending(request))
            {
                return;
            }

            request.Accepted = (partition, offset);
            Send(ServerFrame.Accepted(request.Id, partition, offset));
            if (request.Held is { } held)
            {
                _pending!.Remove(request.Id);
                SendResponse(request.Id, request.Op, held.IsError, held.Content, held.Receipt);
            }
        }
    }

    /// <summary>Takes back a request that could not be appended, or whose deadline passed.</summary>
    public void Refuse(PendingRequest request, string code, string detail, bool retry, TimeSpan? retryAfter = null)
    {
        lock (_gate)
        {
            if (_ended || !IsPending(request))
            {
                return;
            }

            _pending!.Remove(request.Id);
            request.Held?.Receipt.Settle();
        }

        _metrics.RequestRefused(code);
        Send(ServerFrame.Error(request.Id, code, detail, retry, retryAfter));
    }

    /// <summary>Sends an answer that the client waits for.</summary>
    /// <returns>False where it does not wait for this one, or is gone.</returns>
    public bool TryDeliver(in ResponseMessage response, Receipt receipt)
    {
        lock (_gate)
        {
            if (_ended || _pending is null || !_pending.TryGetValue(response.RequestId, out var request)
                || request.Held is not null)
            {
                return false;
            }

            if (request.Accepted is null)
            {
                request.Held = new HeldAnswer(response.IsError, response.Content.ToArray(), receipt);
                return true;
            }

            _pending.Remove(response.RequestId);
            SendResponse(response.RequestId, request.Op, response.IsError, response.Content.Span, receipt);
            return true;
        }
    }

    /// <summary>Everything up to <paramref name="seq"/> has reached the application.</summary>
    /// <returns>False where nothing with that number was ever sent.</returns>
    public bool TryAcknowledge(long seq)
    {
        lock (_gate)
        {
            if (seq < 0 || seq > _seq)
            {
                return false;
            }

            while (_unacknowledged is not null && _unacknowledged.TryPeek(out var first) && first.Seq <= seq)
            {
                _unacknowledged.Dequeue();
                first.Delivery.Acknowledge();
            }

            return true;
        }
    }

    /// <summary>True where the request is under way on this connection.</summary>
    public bool IsWaitingFor(string requestId)
    {
        lock (_gate)
        {
            return _pending is not null && _pending.ContainsKey(requestId);
        }
    }

    /// <summary>Refuses what nobody should wait for any more.</summary>
    public void ExpireRequests(DateTimeOffset now)
    {
        List<PendingRequest>? expired = null;
        lock (_gate)
        {
            if (_pending is null || _pending.Count == 0)
            {
                // Idle: what the next request needs is made when it comes.
                _pending = null;
                _key = null;
                _unacknowledged = _unacknowledged is { Count: > 0 } waiting ? waiting : null;
                return;
            }

            foreach (var request in _pending.Values)
            {
                if (request.Deadline <= now && request.Accepted is not null)
                {
                    (expired ??= []).Add(request);
                }
            }
        }

        foreach (var request in expired ?? [])
        {
            Refuse(request, ErrorCode.DeadlineExceeded, "No answer came before the deadline.", retry: false);
        }
    }

    /// <summary>The socket is gone: nothing more can be sent, and nothing is waited for.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var request in _pending?.Values.AsEnumerable() ?? [])
            {
                request.Held?.Receipt.Settle();
            }

            foreach (var (_, delivery) in _unacknowledged?.AsEnumerable() ?? [])
            {
                delivery.Abandon();
            }

            _pending = null;
            _unacknowledged = null;
        }
    }

    private bool IsPending(PendingRequest request) =>
        _pending is not null && _pending.TryGetValue(request.Id, out var known) && ReferenceEquals(known, request);

    private void SendResponse(string id, string op, bool isError, ReadOnlySpan<byte> content, Receipt receipt) =>
        SendNumbered(receipt, ServerFrame.Response(id, _seq + 1, op, isError, content));

    // Under the lock, so that seq rises in the order of the frames.
    private void SendNumbered(IDelivery delivery, PooledBuffer frame)
    {
        _unacknowledged ??= new Queue<(long, IDelivery)>(4);
        _unacknowledged.Enqueue((++_seq, delivery));
        Send(frame);
        if (_unacknowledged.Count > _options.MaxUnacknowledged)
        {
            _ = CloseAsync(CloseCode.TooSlow, $"{_options.MaxUnacknowledged} answers are not acknowledged.");
        }
        else if (_outbox.Bytes > _options.MaxQueuedBytes)
        {
            _ = CloseAsync(CloseCode.TooSlow, $"{_options.MaxQueuedBytes} bytes wait to be read.");
        }
    }
}
