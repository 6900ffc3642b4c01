using System.IO.Pipelines;
using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Streams;

namespace Homing.Gateway.Channels;

/// <summary>
/// One channel on one connection. It holds the newest value alone and stands in the outbox at most once, so a client that
/// reads slowly costs one reference, and what it was not sent is counted. Thread-safe.
/// </summary>
internal sealed class Subscription : IChannelWatcher, IConflated, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _channel;
    private readonly Outbox _outbox;
    private readonly ChannelMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly PipeScheduler _writers;
    private IChannelWatch? _watch;
    private ChannelValue? _newest;
    private ITimer? _timer;
    private TimeSpan _interval;
    private ChannelPosition _position;
    private long _sentAt;
    private long _skipped;
    private bool _hasSent;
    private bool _open;
    private bool _repeat;
    private bool _queued;
    private bool _ended;

    /// <param name="channel">The channel's whole name.</param>
    /// <param name="outbox">Of the connection.</param>
    /// <param name="metrics">Counts what is sent.</param>
    /// <param name="time">Measures the interval.</param>
    /// <param name="writers">
    /// Where frames are written: not on the source's thread, which would have the sockets of all watchers to serve.
    /// </param>
    public Subscription(
        string channel, Outbox outbox, ChannelMetrics metrics, TimeProvider time, PipeScheduler writers) =>
        (_channel, _outbox, _metrics, _time, _writers) = (channel, outbox, metrics, time, writers);

    /// <summary>Says <c>subscribed</c> and lets values through, as soon as the watch knows where it stands.</summary>
    /// <param name="watch">Ended with this subscription.</param>
    /// <param name="interval">The least time between two events.</param>
    public void Open(IChannelWatch watch, TimeSpan interval)
    {
        lock (_gate)
        {
            _watch = watch;
            _interval = interval;
        }

        if (watch.Opened.IsCompleted)
        {
            SayOpened(watch);
        }
        else
        {
            watch.Opened.GetAwaiter().UnsafeOnCompleted(() => SayOpened(watch));
        }
    }

    /// <summary>Says <c>subscribed</c> again, from where the client is, and takes the new interval.</summary>
    /// <param name="since">Where the client says it is; null where it does not know.</param>
    /// <param name="interval">The least time between two events from now on.</param>
    public void Repeat(ChannelPosition? since, TimeSpan interval)
    {
        ChannelPosition position;
        lock (_gate)
        {
            _interval = interval;
            Disarm();
            if (!_open)
            {
                // It is said twice when it opens.
                _repeat = true;
                return;
            }

            position = _position;
        }

        var recovered = since is { } known && known.Epoch == position.Epoch && known.Offset >= position.Offset;
        _outbox.Send(ServerFrame.Subscribed(_channel, position, recovered));
        Send();
    }

    /// <inheritdoc />
    public void Offer(ChannelValue value)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _skipped += value.LeftOut + (_newest is null ? 0 : 1);
            _newest = value;
        }

        Send();
    }

    /// <inheritdoc />
    public PooledBuffer? TakeFrame()
    {
        ChannelValue value;
        long skipped;
        lock (_gate)
        {
            _queued = false;
            if (_newest is null)
            {
                return null;
            }

            (value, skipped) = (_newest, _skipped);
            (_newest, _skipped) = (null, 0);
            _position = value.Position;
            _sentAt = _time.GetTimestamp();
            _hasSent = true;
        }

        _metrics.EventSent(skipped);
        return ServerFrame.Event(_channel, value, skipped);
    }

    /// <summary>Nothing is sent from now on, and the channel is no longer watched.</summary>
    public void Dispose()
    {
        IChannelWatch? watch;
        lock (_gate)
        {
            _ended = true;
            _newest = null;
            Disarm();
            watch = _watch;
        }

        watch?.Dispose();
    }

    private void SayOpened(IChannelWatch watch)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _position = watch.Position;
        }

        _outbox.Send(ServerFrame.Subscribed(_channel, watch.Position, watch.Recovered));
        bool repeat;
        lock (_gate)
        {
            _open = true;
            repeat = _repeat;
        }

        if (repeat)
        {
            _outbox.Send(ServerFrame.Subscribed(_channel, watch.Position, watch.Recovered));
        }

        Send();
    }

    // Puts itself into the outbox if a value waits, and may go now; if it must wait, arms the timer.
    private void Send()
    {
        lock (_gate)
        {
            if (!_open || _queued || _newest is null || _timer is not null)
            {
                return;
            }

            var pause = _hasSent ? _interval - _time.GetElapsedTime(_sentAt) : TimeSpan.Zero;
            if (pause > TimeSpan.Zero)
            {
                // Timers count whole milliseconds.
                _timer = _time.CreateTimer(
                    static subscription => ((Subscription)subscription!).Due(),
                    this,
                    TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)),
                    Timeout.InfiniteTimeSpan);
                return;
            }

            _queued = true;
        }

        // Outside the lock: the outbox may ask for the frame before this returns.
        _writers.Schedule(static queued => ((Subscription)queued!)._outbox.Send((IConflated)queued), this);
    }

    private void Due()
    {
        lock (_gate)
        {
            Disarm();
        }

        // Looks at the clock again: a timer can be early by its own coarseness.
        Send();
    }

    private void Disarm()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
