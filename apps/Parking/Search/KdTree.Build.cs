using System.Runtime.CompilerServices;

namespace Homing.Parking.Search;

internal sealed partial class KdTree
{
    /// <summary>Builds the tree in one go; a point's number is its place in the list.</summary>
    public KdTree(IReadOnlyList<IndexedPoint> points)
    {
        _leafCount = (int)Math.Max(1, System.Numerics.BitOperations.RoundUpToPowerOf2(
            (uint)((points.Count + LeafSlots - 1) / LeafSlots)));
        var fullest = (points.Count + _leafCount - 1) / _leafCount;

        // Eight slots are one vector.
        _stride = Math.Max(8, (fullest + 7) / 8 * 8);
        _pairs = new AlignedBlock((long)_leafCount * PairWords * sizeof(float));

        // Whole cache lines, so that a leaf shares none with its neighbour.
        _leafBytes = ((_stride * SlotBytes) + 63) / 64 * 64;
        _leaves = new AlignedBlock((long)_leafCount * _leafBytes);
        _slotOf = new int[points.Count];
        _ids = new string[points.Count];
        var places = new UnitVector[points.Count];
        var order = new int[points.Count];
        for (var point = 0; point < points.Count; point++)
        {
            _ids[point] = points[point].Id;
            places[point] = points[point].Place;
            order[point] = point;
        }

        Split(1, order, places, points);
    }

    /// <summary>Halves the points along the widest side of their box until there is one leaf for them.</summary>
    private Box Split(int node, Span<int> order, UnitVector[] places, IReadOnlyList<IndexedPoint> points)
    {
        if (node >= _leafCount)
        {
            return FillLeaf(node - _leafCount, order, points);
        }

        var middle = order.Length / 2;
        PartialSort.AroundMiddle(order, middle, places, Box.Around(order, places).WidestAxis);
        var left = Split(2 * node, order[..middle], places, points);
        var right = Split((2 * node) + 1, order[middle..], places, points);
        Describe(2 * node, left);
        Describe((2 * node) + 1, right);
        return left.With(right);
    }

    private Box FillLeaf(int leaf, ReadOnlySpan<int> members, IReadOnlyList<IndexedPoint> points)
    {
        var box = Box.Empty;
        for (var at = 0; at < _stride; at++)
        {
            ref var x = ref LeafX(leaf, at);
            if (at >= members.Length)
            {
                x = Unsafe.Add(ref x, _stride) = Unsafe.Add(ref x, 2 * _stride) = double.NaN;
                LeafFree(leaf, at) = int.MinValue;
                LeafPoint(leaf, at) = -1;
                continue;
            }

            var point = points[members[at]];
            (x, Unsafe.Add(ref x, _stride), Unsafe.Add(ref x, 2 * _stride)) = point.Place;
            LeafAttributes(leaf, at) = point.Attributes | AlwaysSet;
            LeafFree(leaf, at) = point.Free;
            _slotOf[members[at]] = (leaf * _stride) + at;
            LeafPoint(leaf, at) = members[at];
            box = box.With(point);
        }

        return box;
    }

    private void Describe(int node, in Box box)
    {
        ref var pair = ref Unsafe.Add(ref PairBoxes(node >> 1), node & 1);
        pair = RoundDown(box.Low.X);
        Unsafe.Add(ref pair, 2) = RoundDown(box.Low.Y);
        Unsafe.Add(ref pair, 4) = RoundDown(box.Low.Z);
        Unsafe.Add(ref pair, 6) = -RoundDown(-box.High.X);
        Unsafe.Add(ref pair, 8) = -RoundDown(-box.High.Y);
        Unsafe.Add(ref pair, 10) = -RoundDown(-box.High.Z);
        NodeAttributes(node) = box.Attributes;
        NodeFree(node) = box.Free;
    }

    private static float RoundDown(double value)
    {
        var rounded = (float)value;
        return rounded > value ? MathF.BitDecrement(rounded) : rounded;
    }

    /// <summary>What is known of the points below a node.</summary>
    private readonly record struct Box(UnitVector Low, UnitVector High, uint Attributes, int Free)
    {
        public static readonly Box Empty = new(
            new UnitVector(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity),
            new UnitVector(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity),
            0,
            int.MinValue);

        public int WidestAxis
        {
            get
            {
                var (x, y, z) = (High.X - Low.X, High.Y - Low.Y, High.Z - Low.Z);
                return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
            }
        }

        public static Box Around(ReadOnlySpan<int> members, UnitVector[] places)
        {
            var box = Empty;
            foreach (var member in members)
            {
                box = box with { Low = Least(box.Low, places[member]), High = Most(box.High, places[member]) };
            }

            return box;
        }

        public Box With(in IndexedPoint point) => new(
            Least(Low, point.Place),
            Most(High, point.Place),
            Attributes | point.Attributes | AlwaysSet,
            Math.Max(Free, point.Free));

        public Box With(in Box other) => new(
            Least(Low, other.Low), Most(High, other.High), Attributes | other.Attributes, Math.Max(Free, other.Free));

        private static UnitVector Least(in UnitVector a, in UnitVector b) =>
            new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

        private static UnitVector Most(in UnitVector a, in UnitVector b) =>
            new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));
    }
}
