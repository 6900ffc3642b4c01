namespace Homing.Parking.Search;

/// <summary>
/// Answers exactly which points are nearest, whatever changes meanwhile: a tree, and beside it the few points that
/// came after the tree was built. When they are too many, a new tree with all of them takes the place of the old.
/// </summary>
/// <remarks>Any number of readers, which take no lock; writers wait for each other.</remarks>
public sealed class PointIndex
{
    private readonly Lock _writing = new();
    private readonly int _overlayCapacity;
    private Snapshot _snapshot;

    /// <summary>Builds the index; a point's number is its place in the list.</summary>
    /// <param name="points">The points, with ids that differ.</param>
    /// <param name="overlayCapacity">How many points may come before the tree is built anew.</param>
    public PointIndex(IReadOnlyList<IndexedPoint> points, int overlayCapacity = 256)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(overlayCapacity, 1);
        _overlayCapacity = overlayCapacity;
        _snapshot = Snapshot.Build(points, overlayCapacity);
    }

    /// <summary>How many points there are.</summary>
    public int Count => Volatile.Read(ref _snapshot).Count;

    /// <summary>Fills <paramref name="results"/> with the nearest, nearest first, and answers how many there are.</summary>
    /// <param name="from">Where to look from.</param>
    /// <param name="maxSquaredChord">
    /// Nothing farther (see <see cref="GreatCircle.SquaredChordOf"/>); infinity for no limit.
    /// </param>
    /// <param name="filter">Which points it is about.</param>
    /// <param name="accept">Has the last word on each.</param>
    /// <param name="results">As many as are wanted. Ties are in the order of the ids.</param>
    public int Nearest<TAccept>(
        in UnitVector from, double maxSquaredChord, in NearestFilter filter, TAccept accept, Span<Neighbour> results)
        where TAccept : struct, IAccept
    {
        var snapshot = Volatile.Read(ref _snapshot);
        var nearest = new NeighbourList(results, snapshot.Ids, Math.Min(maxSquaredChord, double.MaxValue));
        snapshot.Tree.Search(from, filter, accept, ref nearest);
        snapshot.Overlay.Search(from, filter, accept, ref nearest);
        return nearest.Count;
    }

    /// <summary>Changes a point's attributes and free places.</summary>
    public void Update(int point, uint attributes, int free)
    {
        lock (_writing)
        {
            var snapshot = _snapshot;
            if (point < snapshot.Tree.Count)
            {
                snapshot.Tree.Update(point, attributes, free);
            }
            else
            {
                snapshot.Overlay.Update(point, attributes, free);
            }
        }
    }

    /// <summary>Adds a point and answers its number.</summary>
    public int Add(in IndexedPoint point)
    {
        lock (_writing)
        {
            var snapshot = _snapshot;
            if (snapshot.Overlay.IsFull)
            {
                snapshot = Snapshot.Build(snapshot.ReadAll(), _overlayCapacity);
                Volatile.Write(ref _snapshot, snapshot);
            }

            return snapshot.Add(point);
        }
    }

    private sealed class Snapshot
    {
        public required KdTree Tree { get; init; }

        public required Overlay Overlay { get; init; }

        /// <summary>The ids by number, with room for what the overlay takes.</summary>
        public required string[] Ids { get; init; }

        public int Count => Tree.Count + Overlay.Count;

        public static Snapshot Build(IReadOnlyList<IndexedPoint> points, int overlayCapacity)
        {
            var ids = new string[points.Count + overlayCapacity];
            for (var point = 0; point < points.Count; point++)
            {
                ids[point] = points[point].Id;
            }

            return new Snapshot
            {
                Tree = new KdTree(points),
                Overlay = new Overlay(points.Count, overlayCapacity),
                Ids = ids,
            };
        }

        public int Add(in IndexedPoint point)
        {
            // The id first: a reader that sees the point needs it.
            Ids[Count] = point.Id;
            return Overlay.Add(point);
        }

        public List<IndexedPoint> ReadAll()
        {
            var points = new List<IndexedPoint>(Count);
            for (var point = 0; point < Tree.Count; point++)
            {
                var (attributes, free) = Tree.ReadValues(point);
                points.Add(new IndexedPoint(Ids[point], Tree.ReadPlace(point), attributes, free));
            }

            Overlay.CopyTo(points);
            return points;
        }
    }
}
