namespace Homing.Streams;

/// <summary>
/// One watcher of a channel whose values may come from several threads. It hands them on one at a time, in order and
/// without repetition, and holds no lock while it does: a slow watcher keeps nobody, and of what comes meanwhile it is given
/// the newest, with the count of the rest. Thread-safe.
/// </summary>
public sealed class ChannelSubscription : IChannelWatch
{
    private readonly Lock _gate = new();
    private readonly IChannelWatcher _watcher;
    private readonly Action<ChannelSubscription> _leave;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChannelValue? _waiting;
    private IDisposable? _held;
    private long _version;
    private bool _offering;
    private bool _ended;

    /// <summary>Makes a subscription that is not open: it hands nothing on yet.</summary>
    /// <param name="watcher">Who is given the values.</param>
    /// <param name="leave">Told once, when the watcher goes.</param>
    public ChannelSubscription(IChannelWatcher watcher, Action<ChannelSubscription> leave) =>
        (_watcher, _leave) = (watcher, leave);

    /// <inheritdoc/>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    public ChannelPosition Position { get; private set; }

    /// <inheritdoc/>
    public bool Recovered { get; private set; }

    /// <summary>True once the watcher has gone.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_gate)
            {
                return _ended;
            }
        }
    }

    /// <summary>Says where the watcher stands, and lets values through.</summary>
    /// <param name="position">What comes next is after this.</param>
    /// <param name="recovered">Whether nothing is missing since where the watcher said it was.</param>
    /// <param name="version">That of <paramref name="first"/>.</param>
    /// <param name="first">The newest value as of the opening; null where it is not to be offered.</param>
    public void Open(ChannelPosition position, bool recovered, long version = 0, ChannelValue? first = null)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            (Position, Recovered) = (position, recovered);
            _waiting = (_waiting, first) switch
            {
                (null, _) => version > _version ? first : null,
                (_, null) => _waiting,
                _ => version < _version ? _waiting with { LeftOut = _waiting.LeftOut + first.LeftOut + 1 } : first,
            };
            _version = Math.Max(_version, version);
            _opened.TrySetResult();
            if (_waiting is null)
            {
                return;
            }

            _offering = true;
        }

        HandOn();
    }

    /// <summary>Hands a value on, unless the watcher was given it or a newer one.</summary>
    /// <param name="version">Rises from value to value of the channel, from 1, in this process.</param>
    /// <param name="value">The value.</param>
    public void Offer(long version, ChannelValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            if (_ended || version <= _version)
            {
                return;
            }

            _version = version;
            _waiting = _waiting is { } left ? value with { LeftOut = value.LeftOut + left.LeftOut + 1 } : value;
            if (_offering || !_opened.Task.IsCompleted)
            {
                // Whoever is handing on now, or opens it, takes this one too.
                return;
            }

            _offering = true;
        }

        HandOn();
    }

    /// <summary>Keeps something that is disposed with the subscription, in place of what was kept before.</summary>
    public void Hold(IDisposable held)
    {
        IDisposable? let;
        lock (_gate)
        {
            (let, _held) = _ended ? (held, null) : (_held, held);
        }

        let?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable? held;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            (held, _held) = (_held, null);
            _opened.TrySetResult();
        }

        _leave(this);
        held?.Dispose();
    }

    private void HandOn()
    {
        while (TakeWaiting() is { } next)
        {
            _watcher.Offer(next);
        }
    }

    private ChannelValue? TakeWaiting()
    {
        lock (_gate)
        {
            var next = _ended ? null : _waiting;
            _waiting = null;
            _offering = next is not null;
            return next;
        }
    }
}
