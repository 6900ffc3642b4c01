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
    private readonly Dictionary<RequestKey, RequestState> _states = [];
    private readonly Queue<RequestKey> _order = new();

    public void Add(RequestKey request, RequestState state)
    {
        lock (_gate)
        {
            if (_states.TryAdd(request, state))
            {
                _order.Enqueue(request);
                if (_order.Count > Capacity)
                {
                    _states.Remove(_order.Dequeue());
                }
            }
            else
            {
                _states[request] = state;
            }
        }
    }

    /// <summary>What was believed is not so: the answer has not reached its client.</summary>
    public void Remove(RequestKey request)
    {
        lock (_gate)
        {
            _states.Remove(request);
        }
    }

    /// <summary>Null where nothing is known.</summary>
    public RequestState? StateOf(RequestKey request)
    {
        lock (_gate)
        {
            return _states.TryGetValue(request, out var state) ? state : null;
        }
    }
}
