namespace Homing.Log;

/// <summary>
/// Says up to where everything is done, while records are finished in any order. Records are added by rising
/// offset; the position moves only over records that are all done. Thread-safe.
/// </summary>
public sealed class PositionTracker
{
    private readonly Lock _gate = new();
    private readonly Action<long> _moved;
    private Entry[] _ring = new Entry[64];
    private long _first;
    private long _next;

    /// <summary>Starts with nothing.</summary>
    /// <param name="moved">
    /// Told the next offset to read whenever it rises, one call at a time and in order. It must return at once.
    /// </param>
    public PositionTracker(Action<long> moved) => _moved = moved;

    /// <summary>How many records were added and stand at or behind one that is not done.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return (int)(_next - _first);
            }
        }
    }

    /// <summary>Adds a record that is being worked on and answers its ticket for <see cref="Complete"/>.</summary>
    public long Add(long offset)
    {
        lock (_gate)
        {
            if (_next - _first == _ring.Length)
            {
                Grow();
            }

            _ring[_next & (_ring.Length - 1)] = new Entry(offset, false);
            return _next++;
        }
    }

    /// <summary>Marks a record as done. Doing so twice changes nothing.</summary>
    /// <param name="ticket">What <see cref="Add"/> answered.</param>
    public void Complete(long ticket)
    {
        lock (_gate)
        {
            if (ticket < _first || ticket >= _next)
            {
                return;
            }

            var mask = _ring.Length - 1;
            _ring[ticket & mask].Done = true;
            long? position = null;
            while (_first < _next && _ring[_first & mask].Done)
            {
                position = _ring[_first & mask].Offset + 1;
                _first++;
            }

            if (position is { } moved)
            {
                // Inside the lock, so that a later position can never be overtaken by an earlier one.
                _moved(moved);
            }
        }
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var ticket = _first; ticket < _next; ticket++)
        {
            larger[ticket & (larger.Length - 1)] = _ring[ticket & (_ring.Length - 1)];
        }

        _ring = larger;
    }

    private record struct Entry(long Offset, bool Done);
}
