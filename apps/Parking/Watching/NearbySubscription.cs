using Homing.Streams;

namespace Homing.Parking.Watching;

/// <summary>
/// One watcher of a list. Values come to it from several threads; it hands them on one at a time, in order and without
/// repetition, and holds no lock while it does.
/// </summary>
internal sealed class NearbySubscription(IChannelWatcher watcher, Action<NearbySubscription> leave) : IChannelWatch
{
    private readonly Lock _gate = new();
    private ChannelValue? _waiting;
    private long _newest;
    private bool _offering;
    private bool _ended;

    public ChannelPosition Position { get; set; }

    public bool Recovered { get; set; }

    /// <summary>Hands a value on, unless the watcher has it or a newer one.</summary>
    public void Offer(ChannelValue value)
    {
        lock (_gate)
        {
            if (value.Position.Offset <= _newest)
            {
                return;
            }

            (_newest, _waiting) = (value.Position.Offset, value);
            if (_offering)
            {
                // Whoever is handing on now takes this one too.
                return;
            }

            _offering = true;
        }

        while (TakeWaiting() is { } next)
        {
            watcher.Offer(next);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        leave(this);
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
