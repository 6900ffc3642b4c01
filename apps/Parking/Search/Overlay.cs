namespace Homing.Parking.Search;

/// <summary>A short list of points beside the tree, looked through from end to end.</summary>
internal sealed class Overlay
{
    private readonly int _firstPoint;
    private readonly Entry[] _entries;
    private int _count;

    public Overlay(int firstPoint, int capacity)
    {
        _firstPoint = firstPoint;
        _entries = new Entry[capacity];
    }

    public int Count => Volatile.Read(ref _count);

    public bool IsFull => Count == _entries.Length;

    public int Add(in IndexedPoint point)
    {
        var at = _count;
        _entries[at] = new Entry { Point = point, Attributes = point.Attributes, Free = point.Free };

        // Published last: a reader sees the count only once the entry is whole.
        Volatile.Write(ref _count, at + 1);
        return _firstPoint + at;
    }

    public void Update(int point, uint attributes, int free)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point - _firstPoint, _count);
        ref var entry = ref _entries[point - _firstPoint];
        Volatile.Write(ref entry.Attributes, attributes);
        Volatile.Write(ref entry.Free, free);
    }

    public void CopyTo(List<IndexedPoint> points)
    {
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            points.Add(entry.Point with { Attributes = entry.Attributes, Free = entry.Free });
        }
    }

    public void Search<TAccept>(in UnitVector from, in NearestFilter filter, TAccept accept, ref NeighbourList nearest)
        where TAccept : struct, IAccept
    {
        var count = Count;
        for (var at = 0; at < count; at++)
        {
            ref var entry = ref _entries[at];
            if (Passes(filter, Volatile.Read(ref entry.Attributes), Volatile.Read(ref entry.Free))
                && accept.Accept(_firstPoint + at))
            {
                nearest.Offer(entry.Point.Place.SquaredChordTo(from), _firstPoint + at);
            }
        }
    }

    private static bool Passes(in NearestFilter filter, uint attributes, int free) =>
        (filter.AnyOf == 0 || (attributes & filter.AnyOf) != 0)
        && (filter.AndAnyOf == 0 || (attributes & filter.AndAnyOf) != 0)
        && (filter.MinFree is not { } minFree || free >= minFree);

    private struct Entry
    {
        public IndexedPoint Point;
        public uint Attributes;
        public int Free;
    }
}
