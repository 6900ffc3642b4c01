using Homing.Gateway.Connections;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>
/// The answers that look for their clients. Each is kept until somebody says that its client has it, or its time is over,
/// whether the client is here or not: so it is here when he comes. Bounded; the oldest goes out first. Thread-safe.
/// </summary>
/// <remarks>Locks are taken in the order mailbox, connection, outbox.</remarks>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RequestKey, MailItem> _byRequest = [];
    private readonly Dictionary<string, LinkedList<MailItem>> _byClient = new(StringComparer.Ordinal);
    private readonly LinkedList<MailItem> _byAge = new();
    private readonly ConnectionTable _connections;
    private readonly RecentRequests _recent;
    private readonly Handover _handover;
    private readonly GatewayMetrics _metrics;
    private readonly int _maxCount;
    private readonly long _maxBytes;
    private long _bytes;
    private int _count;

    public Mailbox(
        ConnectionTable connections, RecentRequests recent, Handover handover, GatewayMetrics metrics, GatewayOptions options)
    {
        (_connections, _recent, _handover, _metrics) = (connections, recent, handover, metrics);
        (_maxCount, _maxBytes) = (options.MaxMailboxAnswers, options.MaxMailboxBytes);
        metrics.Observe(this);
        metrics.Observe(handover);
    }

    /// <summary>How many answers wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What the answers take, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes in an answer that was broadcast, and sends it where its client is here.</summary>
    public void Add(in ResponseMessage response, DateTimeOffset expiresAt)
    {
        var request = new RequestKey(response.ClientId, response.RequestId);
        if (_recent.StateOf(request) is not null)
        {
            // It comes a second time, from a gateway that died before it could note that it had handed it over.
            _metrics.AnswerTook(AnswerWay.Duplicate);
            return;
        }

        lock (_gate)
        {
            if (Find(request) is not null)
            {
                _metrics.AnswerTook(AnswerWay.Duplicate);
                return;
            }

            var item = new MailItem
            {
                Response = response with { Content = response.Content.ToArray() },
                ExpiresAt = expiresAt,
            };
            Insert(item);
            if (_connections.TryGet(request.ClientId, out var connection))
            {
                Send(item, connection!);
            }
        }
    }

    /// <summary>Some gateway says that the client has the answer.</summary>
    public void Settle(RequestKey request)
    {
        _recent.Add(request, RequestState.Answered);
        lock (_gate)
        {
            if (Find(request) is { } item)
            {
                Remove(item);
            }
        }
    }

    /// <summary>Sends what waits for the client of a connection that has just come.</summary>
    public void SendTo(ClientConnection connection)
    {
        lock (_gate)
        {
            for (var place = _byClient.GetValueOrDefault(connection.ClientId)?.First; place is not null; place = place.Next)
            {
                Send(place.Value, connection);
            }
        }
    }

    /// <summary>Sends one answer again that its client asks for.</summary>
    /// <returns>False where it does not wait here.</returns>
    public bool TrySend(string requestId, ClientConnection connection)
    {
        if (Count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (Find(new RequestKey(connection.ClientId, requestId)) is not { } item)
            {
                return false;
            }

            Send(item, connection);
            return item.SentTo == connection;
        }
    }

    /// <summary>True where the answer waits here.</summary>
    public bool Contains(RequestKey request)
    {
        lock (_gate)
        {
            return Find(request) is not null;
        }
    }

    /// <summary>Lets go of what waited long enough.</summary>
    public void Expire(DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_byAge.First is { } oldest && oldest.Value.ExpiresAt <= now)
            {
                Remove(oldest.Value);
                _metrics.AnswerTook(AnswerWay.Expired);
            }
        }
    }

    /// <summary>Its client has it: everybody forgets it.</summary>
    public void Acknowledged(MailItem item)
    {
        _recent.Add(item.Request, RequestState.Answered);
        lock (_gate)
        {
            Remove(item);
        }

        _handover.Settle(item.Request);
    }

    /// <summary>The connection ended first: the answer waits on, unless its client is back already.</summary>
    public void Abandoned(MailItem item, ClientConnection connection)
    {
        _recent.RemoveSent(item.Request);
        lock (_gate)
        {
            if (item.SentTo == connection)
            {
                item.SentTo = null;
                if (item.Place is not null && _connections.TryGet(connection.ClientId, out var newer) && newer != connection)
                {
                    Send(item, newer!);
                }
            }
        }
    }

    private void Send(MailItem item, ClientConnection connection)
    {
        if (item.SentTo != connection && connection.TryDeliver(new MailDelivery(this, item, connection)))
        {
            item.SentTo = connection;
            _metrics.AnswerTook(AnswerWay.Mailbox);
        }
    }

    private MailItem? Find(RequestKey request) => _byRequest.GetValueOrDefault(request);

    private void Insert(MailItem item)
    {
        if (!_byClient.TryGetValue(item.Response.ClientId, out var items))
        {
            _byClient.Add(item.Response.ClientId, items = new LinkedList<MailItem>());
        }

        _byRequest.Add(item.Request, item);
        item.PlaceOfClient = items.AddLast(item);
        item.Place = _byAge.AddLast(item);
        _count++;
        _bytes += item.Bytes;
        while ((_count > _maxCount || _bytes > _maxBytes) && _byAge.First is { } oldest)
        {
            Remove(oldest.Value);
            _metrics.AnswerTook(AnswerWay.Evicted);
        }
    }

    private void Remove(MailItem item)
    {
        if (item.Place is null)
        {
            return;
        }

        _byAge.Remove(item.Place);
        item.Place = null;
        _byRequest.Remove(item.Request);
        _count--;
        _bytes -= item.Bytes;
        var items = _byClient[item.Response.ClientId];
        items.Remove(item.PlaceOfClient!);
        if (items.Count == 0)
        {
            _byClient.Remove(item.Response.ClientId);
        }
    }
}
