using System.Runtime.CompilerServices;

namespace Homing.Parking.Search;

/// <summary>The nearest so far, in order, within a bound. Lives on the caller's stack and in the caller's span.</summary>
internal ref struct NeighbourList
{
    private readonly Span<Neighbour> _items;
    private readonly string[] _ids;
    private readonly double _bound;

    public NeighbourList(Span<Neighbour> items, string[] ids, double bound)
    {
        _items = items;
        _ids = ids;
        _bound = bound;
        Worst = items.IsEmpty ? -1 : bound;
    }

    public int Count { get; private set; }

    /// <summary>Nothing farther than this can come in; at this very distance the id decides.</summary>
    public double Worst { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(double squaredChord, int point)
    {
        if (squaredChord <= Worst)
        {
            Insert(squaredChord, point);
        }
    }

    private void Insert(double squaredChord, int point)
    {
        var at = Count;
        if (Count == _items.Length)
        {
            if (!IsBefore(squaredChord, point, _items[^1]))
            {
                return;
            }

            at--;
        }
        else
        {
            Count++;
        }

        while (at > 0 && IsBefore(squaredChord, point, _items[at - 1]))
        {
            _items[at] = _items[at - 1];
            at--;
        }

        _items[at] = new Neighbour(squaredChord, point);
        Worst = Count == _items.Length ? _items[^1].SquaredChord : _bound;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsBefore(double squaredChord, int point, in Neighbour other) =>
        squaredChord < other.SquaredChord
        || (squaredChord == other.SquaredChord && string.CompareOrdinal(_ids[point], _ids[other.Point]) < 0);
}
