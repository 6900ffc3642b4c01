using System.Text.Json;
using Homing.Client.Protocol;

namespace Homing.Client.Channels;

/// <summary>Keeps the newest value only: a slow reader gets it late, with the count of what it missed.</summary>
internal sealed class ChannelReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private Value? _newest;
    private HomingException? _end;
    private bool _gap;

    public void Offer(ServerFrame frame)
    {
        lock (_gate)
        {
            var missed = _newest is { } unread ? unread.Skipped + 1 : 0;
            _newest = new Value(frame.Body, frame.At, frame.Skipped + missed, _gap || _newest is { Gap: true });
            _gap = false;
            Wake();
        }
    }

    /// <summary>Something may be missing before the next value.</summary>
    public void MarkGap()
    {
        lock (_gate)
        {
            _gap = true;
        }
    }

    public void End(HomingException exception)
    {
        lock (_gate)
        {
            _end ??= exception;
            Wake();
        }
    }

    /// <exception cref="HomingException">It has ended, and the newest value was read.</exception>
    public async Task<Value> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellationToken);
            lock (_gate)
            {
                if (_newest is { } value)
                {
                    _newest = null;
                    if (_end is not null)
                    {
                        Wake();
                    }

                    return value;
                }

                if (_end is { } end)
                {
                    throw new HomingException(end.Kind, end.Code, end.Message);
                }
            }
        }
    }

    public void Dispose() => _changed.Dispose();

    private void Wake()
    {
        if (_changed.CurrentCount == 0)
        {
            _changed.Release();
        }
    }

    /// <summary>A value as it came.</summary>
    internal readonly record struct Value(JsonElement? Body, DateTimeOffset At, long Skipped, bool Gap);
}
