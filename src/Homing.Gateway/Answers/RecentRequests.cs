using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>
/// What became of the requests that were settled last, so that an answer that comes again is not taken for one that
/// nobody has. It forgets the oldest first: what it does not know is found out in a dearer way. Thread-safe.
/// </summary>
internal sealed class RecentRequests
{
    private const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<RequestKey, Entry> _entries = [];
    private readonly Queue<(RequestKey Request, long Number)> _order = new();
    private long _numbers;

    /// <summary>The request is settled: nobody needs an answer to it any more.</summary>
    public void Add(RequestKey request, RequestState state) => Put(request, state, isSettled: true);

    /// <summary>Its answer was sent; whether it has reached the client is not known.</summary>
    public void AddSent(RequestKey request) => Put(request, RequestState.Answered, isSettled: false);

    /// <summary>Its answer was sent and not acknowledged. Where somebody else has settled it meanwhile, that counts.</summary>
    public void RemoveSent(RequestKey request)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(request, out var entry) && !entry.IsSettled)
            {
                _entries.Remove(request);
            }
        }
    }

    /// <summary>What was known is over: the request comes again.</summary>
    public void Remove(RequestKey request)
    {
        lock (_gate)
        {
            _entries.Remove(request);
        }
    }

    /// <summary>Null where nothing is known.</summary>
    public RequestState? StateOf(RequestKey request)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(request, out var entry) ? entry.State : null;
        }
    }

    /// <summary>True where another answer to the request can be let go: one that was only sent may still be needed.</summary>
    public bool IsSettled(RequestKey request)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(request, out var entry) && entry.IsSettled;
        }
    }

    private void Put(RequestKey request, RequestState state, bool isSettled)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(request, out var known))
            {
                _entries[request] = new Entry(state, isSettled, known.Number);
                return;
            }

            _entries.Add(request, new Entry(state, isSettled, ++_numbers));
            _order.Enqueue((request, _numbers));
            if (_order.Count > Capacity
                && _order.Dequeue() is var (oldest, number)
                && _entries.TryGetValue(oldest, out var entry)
                && entry.Number == number)
            {
                _entries.Remove(oldest);
            }
        }
    }

    // The number tells an entry from an earlier one of the same request, which was removed and still stands in the order.
    private readonly record struct Entry(RequestState State, bool IsSettled, long Number);
}
