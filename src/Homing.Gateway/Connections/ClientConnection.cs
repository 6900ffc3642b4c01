using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text;
using Homing.Gateway.Answers;
using Homing.Gateway.Channels;
using Homing.Gateway.Limits;
using Homing.Gateway.Protocol;
using Homing.History;
using Homing.Leases;
using Homing.Log;
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
    private readonly ConnectionContext _context;
    private readonly bool _waitsForAll;
    private Dictionary<string, PendingRequest>? _pending;
    private Queue<Unacknowledged>? _unacknowledged;
    private byte[]? _key;
    private long _seq;
    private TaskCompletionSource? _ending;

    /// <param name="clientId">Who it is.</param>
    /// <param name="gateway">Where it is.</param>
    /// <param name="lease">What it was welcomed under.</param>
    /// <param name="outbox">Takes its frames.</param>
    /// <param name="pending">
    /// What the client waits for from before; null where it did not say, and is sent whatever there is for it.
    /// </param>
    /// <param name="context">What all connections share.</param>
    public ClientConnection(
        string clientId,
        Gateway gateway,
        HeldLease lease,
        Outbox outbox,
        IReadOnlyCollection<PendingReference>? pending,
        ConnectionContext context)
    {
        ClientId = clientId;
        Gateway = gateway;
        Lease = lease;
        _outbox = outbox;
        _context = context;
        _waitsForAll = pending is null;
        if (pending is { Count: > 0 })
        {
            _pending = new Dictionary<string, PendingRequest>(pending.Count, StringComparer.Ordinal);
            foreach (var reference in pending)
            {
                _pending[reference.Id] = new PendingRequest { Id = reference.Id };
            }
        }
    }

    public string ClientId { get; }

    public Gateway Gateway { get; }

    /// <summary>Tells it from every other connection of this process.</summary>
    public long Number { get; init; }

    /// <summary>Whose connection it is; for a guest, the client id.</summary>
    [AllowNull]
    public string UserId { get => field ?? ClientId; init; }

    /// <summary>The user's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What the client watches; null until it first watches something. Used by the reading side alone.</summary>
    public ConnectionChannels? Channels { get; private set; }

    /// <summary>How often it asks; null while it has asked nothing for a while. Used by the reading side, dropped by the watch.</summary>
    public RequestPace? Pace { get; set; }

    /// <summary>The lease that the client was welcomed under; its requests are answered to this id and epoch.</summary>
    public HeldLease Lease { get; }

    /// <summary>The client id in UTF-8: the key of the client's records.</summary>
    public ReadOnlyMemory<byte> Key => _key ??= Encoding.UTF8.GetBytes(ClientId);

    /// <summary>When a frame of the client last came in, as the clock's timestamp.</summary>
    public long HeardAt { get; set; }

    /// <summary>How many requests are under way and answers not acknowledged.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return (_pending?.Values.Count(request => request.Deadline is not null) ?? 0) + (_unacknowledged?.Count ?? 0);
            }
        }
    }

    /// <summary>Bytes that wait to be read by the client.</summary>
    public int QueuedBytes => _outbox.Bytes;

    public void Send(PooledBuffer frame) => _outbox.Send(frame);

    /// <summary>Where the client's subscriptions are kept, made now if need be.</summary>
    public ConnectionChannels OpenChannels(ChannelCatalog catalog) =>
        Channels ??= new ConnectionChannels(catalog, this, _outbox);

    /// <summary>Sends what waits and then a close frame; only the first close counts.</summary>
    public Task CloseAsync(WebSocketCloseStatus code, string reason) => _outbox.CloseAsync(code, reason);

    /// <summary>Cuts the socket off.</summary>
    public void Abort() => _outbox.Abort();

    /// <summary>Takes note of a request before it is appended.</summary>
    /// <returns>True where the request is new and fits; otherwise the client has been told.</returns>
    public bool TryBegin(PendingRequest request)
    {
        PendingRequest? known = null;
        lock (_gate)
        {
            if (IsOnItsWay(request.Id))
            {
                // The answer was sent on this connection and is not acknowledged: it is not sent twice, and nothing is done twice.
                Send(ServerFrame.Status(request.Id, RequestState.Answered));
                return false;
            }

            _pending ??= new Dictionary<string, PendingRequest>(StringComparer.Ordinal);
            if (_pending.TryGetValue(request.Id, out known) && !known.IsBeingAppended && known.Deadline is null)
            {
                // It was named at the hello, and nothing is known of it: now it comes again.
                _pending[request.Id] = request;
                return true;
            }

            if (_pending.Count < _context.Options.MaxInFlight && _pending.TryAdd(request.Id, request))
            {
                return true;
            }
        }

        if (known is null)
        {
            _context.Metrics.RequestRefused(ErrorCode.TooManyInFlight);
            Send(ServerFrame.Error(
                request.Id,
                ErrorCode.TooManyInFlight,
                $"{_context.Options.MaxInFlight} requests of this connection are unanswered, which is the limit.",
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
    public void Accept(PendingRequest request, LogPosition position)
    {
        lock (_gate)
        {
            request.Accepted = position;
            request.IsBeingAppended = false;
            if (IsEnded || !IsPending(request))
            {
                return;
            }

            Record(HistoryStep.Accepted, request.Id);
            Send(ServerFrame.Accepted(request.Id, position.Partition, position.Offset));

            SendHeld(request);
        }
    }

    /// <summary>Nothing is waited for: the request came again when its answer had been sent on this connection.</summary>
    public void Forget(PendingRequest request)
    {
        lock (_gate)
        {
            if (IsPending(request))
            {
                _pending!.Remove(request.Id);
            }
        }
    }

    /// <summary>Settles a request without an answer: it could not be appended, expired, or was taken back.</summary>
    /// <param name="request">The request.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="frame">Tells the client; written only where it still waits.</param>
    /// <returns>False where it is no longer waited for.</returns>
    public bool TryEnd(PendingRequest request, RequestState outcome, Func<PooledBuffer> frame)
    {
        AnswerDelivery? held;
        lock (_gate)
        {
            if (IsEnded || !IsPending(request))
            {
                return false;
            }

            held = request.Held;
            if (held is not null && outcome == RequestState.Unknown)
            {
                // It could not be appended again, and has been answered.
                SendHeld(request);
                return false;
            }

            _pending!.Remove(request.Id);
            if (outcome != RequestState.Unknown)
            {
                _context.Recent.Add(new RequestKey(ClientId, request.Id), outcome);
            }

            Send(frame());
        }

        held?.Acknowledge();
        return true;
    }

    /// <summary>Sends an answer where the client waits for it.</summary>
    /// <returns>
    /// False where it does not wait for this one, is gone, or its lease is not held any more; then the delivery is the caller's
    /// to deal with.
    /// </returns>
    public bool TryDeliver(AnswerDelivery delivery)
    {
        lock (_gate)
        {
            // Another gateway may serve the client by then, though this one has not been told yet: it may have been frozen.
            if (IsEnded || !Lease.IsHeld)
            {
                return false;
            }

            PendingRequest? request = null;
            if (_pending is null || !_pending.TryGetValue(delivery.Request.RequestId, out request))
            {
                if (!_waitsForAll || _context.Recent.StateOf(delivery.Request) is not null)
                {
                    return false;
                }
            }
            else if (request.Held is not null)
            {
                return false;
            }
            else if (request.IsBeingAppended)
            {
                delivery.Keep();
                request.Held = delivery;
                return true;
            }
            else
            {
                _pending.Remove(request.Id);
            }

            SendDelivery(delivery);
            CountAnswered(request);
            return true;
        }
    }

    /// <summary>Sends something that the client is to acknowledge and did not ask for.</summary>
    /// <returns>False where the client is gone.</returns>
    public bool TryPush(IDelivery delivery)
    {
        lock (_gate)
        {
            if (!IsEnded)
            {
                SendToAcknowledge(delivery);
            }

            return !IsEnded;
        }
    }

    /// <summary>Everything up to <paramref name="seq"/> has reached the application.</summary>
    /// <returns>False where nothing with that number was ever sent.</returns>
    public bool TryAcknowledge(long seq)
    {
        while (true)
        {
            IDelivery delivery;
            lock (_gate)
            {
                if (seq < 0 || seq > _seq)
                {
                    return false;
                }

                if (_unacknowledged is null || !_unacknowledged.TryPeek(out var first) || first.Seq > seq)
                {
                    return true;
                }

                _unacknowledged.Dequeue();
                delivery = first.Delivery;
            }

            if (_context.History.IsOn && delivery is AnswerDelivery answer)
            {
                Record(HistoryStep.Acknowledged, answer.Request.RequestId);
            }

            delivery.Acknowledge();
        }
    }

    /// <summary>The request if the connection waits for its answer.</summary>
    public PendingRequest? Find(string requestId)
    {
        lock (_gate)
        {
            return _pending?.GetValueOrDefault(requestId);
        }
    }

    /// <summary>Tells the client where a request stands that it named at its hello.</summary>
    public void Resolve(string requestId, in RequestStatus status)
    {
        lock (_gate)
        {
            if (IsEnded || _pending is null || !_pending.TryGetValue(requestId, out var request) || request.Deadline is not null)
            {
                // Answered meanwhile, or asked again.
                return;
            }

            if (status.State is RequestState.Accepted or RequestState.Answered)
            {
                request.Accepted = status.Position;
                request.Deadline = status.Deadline;
                request.Op = status.Op;
            }
            else if (status.State is RequestState.Expired or RequestState.Cancelled)
            {
                _pending.Remove(requestId);
            }

            Send(ServerFrame.Status(requestId, status.State));
        }
    }

    /// <summary>
    /// Refuses what nobody should wait for any more, and closes where the oldest answer was not acknowledged in time.
    /// </summary>
    /// <returns>The same as <see cref="InFlight"/>, which costs nothing here.</returns>
    public int Expire(DateTimeOffset now, long timestamp)
    {
        List<PendingRequest>? expired = null;
        var inFlight = 0;
        lock (_gate)
        {
            if (_unacknowledged is { Count: > 0 } waiting
                && _context.Time.GetElapsedTime(waiting.Peek().SentAt, timestamp) > _context.Options.AckTimeout)
            {
                _ = CloseAsync(
                    CloseCode.TooSlow, $"An answer was not acknowledged for {_context.Options.AckTimeout.TotalSeconds:0.#} s.");
            }

            if (_pending is null || _pending.Count == 0)
            {
                // Idle: what the next request needs is made when it comes.
                _pending = null;
                _key = null;
                _unacknowledged = _unacknowledged is { Count: > 0 } ? _unacknowledged : null;
                Pace = Pace is { IsIdle: false } ? Pace : null;
                return _unacknowledged?.Count ?? 0;
            }

            inFlight = _unacknowledged?.Count ?? 0;
            foreach (var request in _pending.Values)
            {
                inFlight += request.Deadline is null ? 0 : 1;
                if (request.Deadline <= now && !request.IsBeingAppended)
                {
                    (expired ??= []).Add(request);
                }
            }
        }

        foreach (var request in expired ?? [])
        {
            if (TryEnd(request, RequestState.Expired, () => ServerFrame.Error(
                request.Id, ErrorCode.DeadlineExceeded, "No answer came before the deadline.", retry: false)))
            {
                _context.Metrics.RequestRefused(ErrorCode.DeadlineExceeded);
                CountSettled(request, inTime: false);
                Record(HistoryStep.Expired, request.Id);
            }
        }

        return inFlight;
    }

    /// <summary>
    /// Nothing more is sent, and nothing waited for: what was not acknowledged is abandoned, by the first call. Each call
    /// completes when all of that is where the client's next connection finds it.
    /// </summary>
    public Task EndAsync()
    {
        Queue<Unacknowledged>? unacknowledged;
        Dictionary<string, PendingRequest>? pending;
        lock (_gate)
        {
            if (_ending is not null)
            {
                return _ending.Task;
            }

            _ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (unacknowledged, _unacknowledged) = (_unacknowledged, null);
            (pending, _pending) = (_pending, null);
        }

        var sent = unacknowledged?.Select(entry => entry.Delivery) ?? [];
        var held = pending?.Values.Select(request => request.Held).OfType<IDelivery>() ?? [];
        return AbandonAsync(sent.Concat(held), _ending);
    }

    private static async Task AbandonAsync(IEnumerable<IDelivery> deliveries, TaskCompletionSource ending)
    {
        try
        {
            await Task.WhenAll(deliveries.Select(delivery => delivery.AbandonAsync()));
        }
        finally
        {
            ending.SetResult();
        }
    }

    private bool IsEnded => _ending is not null;

    private bool IsPending(PendingRequest request) =>
        _pending is not null && _pending.TryGetValue(request.Id, out var known) && ReferenceEquals(known, request);

    // Looks through what was sent only where the request is known to be answered.
    private bool IsOnItsWay(string requestId) =>
        _unacknowledged is { Count: > 0 }
        && _context.Recent.StateOf(new RequestKey(ClientId, requestId)) == RequestState.Answered
        && _unacknowledged.Any(sent => sent.Delivery is AnswerDelivery answer && answer.Request.RequestId == requestId);

    private void CountAnswered(PendingRequest? request)
    {
        if (request is { TakenAt: not 0 })
        {
            _context.Metrics.RequestAnswered(_context.Time.GetElapsedTime(request.TakenAt));
        }

        if (request?.Deadline is { } deadline)
        {
            CountSettled(request, inTime: _context.Time.GetUtcNow() <= deadline);
        }
    }

    private void CountSettled(PendingRequest request, bool inTime)
    {
        if (request.Op is { } op)
        {
            _context.Metrics.RequestSettled(op, inTime);
        }
    }

    // Under a lease that ended meanwhile nothing is sent: what is held is handed over when the connection ends.
    private void SendHeld(PendingRequest request)
    {
        if (request.Held is { } held && Lease.IsHeld)
        {
            request.Held = null;
            _pending!.Remove(request.Id);
            SendDelivery(held);
            CountAnswered(request);
        }
    }

    private void SendDelivery(AnswerDelivery delivery)
    {
        _context.Recent.AddSent(delivery.Request);
        Record(HistoryStep.Sent, delivery.Request.RequestId);
        SendToAcknowledge(delivery);
    }

    // Under the lock, so that seq rises in the order of the frames.
    private void SendToAcknowledge(IDelivery delivery)
    {
        _unacknowledged ??= new Queue<Unacknowledged>(4);
        _unacknowledged.Enqueue(new Unacknowledged(++_seq, _context.Time.GetTimestamp(), delivery));
        Send(delivery.WriteFrame(_seq));
        if (_unacknowledged.Count > _context.Options.MaxUnacknowledged)
        {
            _ = CloseAsync(CloseCode.TooSlow, $"{_context.Options.MaxUnacknowledged} answers are not acknowledged.");
        }
        else if (_outbox.Bytes > _context.Options.MaxQueuedBytes)
        {
            _ = CloseAsync(CloseCode.TooSlow, $"{_context.Options.MaxQueuedBytes} bytes wait to be read.");
        }
    }

    private void Record(HistoryStep step, string requestId)
    {
        if (_context.History.IsOn)
        {
            _context.History.Record(step, Gateway.Actor, ClientId, requestId);
        }
    }

    private readonly record struct Unacknowledged(long Seq, long SentAt, IDelivery Delivery);
}
