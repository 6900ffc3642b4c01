namespace Homing.Streams;

/// <summary>One key: its newest state, and who watches it. Thread-safe.</summary>
/// <param name="number">Tells it from the others in <see cref="RecentValues"/>.</param>
internal sealed class KeyedChannel<TState>(int number)
    where TState : class
{
    private readonly Lock _gate = new();
    private readonly HashSet<ChannelSubscription> _watchers = [];
    private ChannelSubscription[]? _snapshot = [];
    private volatile KeyedState<TState>? _newest;
    private long _version;
    private bool _ended;

    public int Number { get; } = number;

    public KeyedState<TState>? Newest => _newest;

    /// <summary>False where the channel has ended: the key has another by now.</summary>
    public bool TryApply<TInput>(
        ChannelPosition position,
        DateTimeOffset at,
        TInput input,
        Func<TState?, TInput, TState?> fold,
        out KeyedState<TState>? applied,
        out ChannelSubscription[] watchers)
    {
        lock (_gate)
        {
            applied = null;
            watchers = _snapshot ??= [.. _watchers];
            if (!_ended && fold(_newest?.State, input) is { } state)
            {
                _newest = applied = new KeyedState<TState>(state, position, at, ++_version);
            }

            return !_ended;
        }
    }

    public bool TrySeed(ChannelPosition position, DateTimeOffset at, TState state)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _newest ??= new KeyedState<TState>(state, position, at, ++_version);
            }

            return !_ended;
        }
    }

    /// <summary>Adds a watcher; whatever comes after <paramref name="newest"/> is offered to it.</summary>
    public bool TryJoin(ChannelSubscription subscription, out KeyedState<TState>? newest)
    {
        lock (_gate)
        {
            newest = _newest;
            if (!_ended && _watchers.Add(subscription))
            {
                _snapshot = null;
            }

            return !_ended;
        }
    }

    public void Leave(ChannelSubscription subscription)
    {
        lock (_gate)
        {
            if (_watchers.Remove(subscription))
            {
                _snapshot = null;
            }
        }
    }

    public void Forget(long epoch)
    {
        lock (_gate)
        {
            if (_newest?.Position.Epoch == epoch)
            {
                _newest = null;
            }
        }
    }

    /// <summary>Ends it, if nothing is known and nobody watches.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            return _ended |= _newest is null && _watchers.Count == 0;
        }
    }
}
