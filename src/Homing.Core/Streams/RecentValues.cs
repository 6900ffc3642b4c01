namespace Homing.Streams;

/// <summary>
/// Which channels the newest values of one partition were of, so that a watcher that was away can be told how many values it
/// missed, or that nobody knows. Twelve bytes a value, however many channels there are. Thread-safe.
/// </summary>
internal sealed class RecentValues(int capacity)
{
    private readonly Lock _gate = new();
    private int[] _channels = new int[Math.Min(64, capacity)];
    private long[] _offsets = new long[Math.Min(64, capacity)];
    private int _first;
    private int _count;
    private long _from;

    /// <summary>Values at this offset and behind it are all remembered.</summary>
    public long From
    {
        get
        {
            lock (_gate)
            {
                return _from;
            }
        }
    }

    /// <param name="offset">Higher than those before.</param>
    /// <param name="channel">The number of the channel.</param>
    public void Add(long offset, int channel)
    {
        lock (_gate)
        {
            if (_count == _offsets.Length && _count < capacity)
            {
                // It starts at 0 still: nothing is let go before it has its whole size.
                var size = Math.Min(capacity, _offsets.Length * 2);
                Array.Resize(ref _channels, size);
                Array.Resize(ref _offsets, size);
            }

            if (_count == _offsets.Length)
            {
                _from = _offsets[_first] + 1;
                _first = (_first + 1) % _offsets.Length;
                _count--;
            }

            var at = (_first + _count++) % _offsets.Length;
            (_channels[at], _offsets[at]) = (channel, offset);
        }
    }

    /// <summary>How many values of a channel stand between two offsets, both not included.</summary>
    public long Count(int channel, long after, long before)
    {
        lock (_gate)
        {
            var found = 0L;
            for (var index = _count - 1; index >= 0; index--)
            {
                var at = (_first + index) % _offsets.Length;
                if (_offsets[at] <= after)
                {
                    break;
                }

                found += _channels[at] == channel && _offsets[at] < before ? 1 : 0;
            }

            return found;
        }
    }
}
