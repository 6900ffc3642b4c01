using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Homing.Parking.Search;

internal sealed partial class KdTree
{
    private const int Lanes = 8;
    private const int DeepestTree = 32;

    /// <summary>Offers to the list every point that may belong to it. Allocates nothing.</summary>
    public void Search<TAccept>(in UnitVector from, in NearestFilter filter, TAccept accept, ref NeighbourList nearest)
        where TAccept : struct, IAccept
    {
        if (filter.IsNone)
        {
            Search(from, default(Unfiltered), accept, ref nearest);
        }
        else
        {
            Search(from, new Filtered(filter), accept, ref nearest);
        }
    }

    [SkipLocalsInit]
    private void Search<TSieve, TAccept>(
        in UnitVector from, TSieve sieve, TAccept accept, ref NeighbourList nearest)
        where TSieve : struct, ISieve
        where TAccept : struct, IAccept
    {
        Span<Pending> pending = stackalloc Pending[DeepestTree];
        ref var stack = ref MemoryMarshal.GetReference(pending);
        var depth = 0;
        var node = 1;
        while (true)
        {
            var distance = 0.0;
            while (node < _leafCount)
            {
                ref var pair = ref PairBoxes(node);
                var distances = DistancesToBoxes(ref pair, from);
                var (first, second) = (distances.ToScalar(), distances.GetElement(1));
                sieve.DropEmpty(ref pair, ref first, ref second);
                var secondIsNearer = second < first ? 1 : 0;
                distance = secondIsNearer != 0 ? second : first;
                var farther = secondIsNearer != 0 ? first : second;
                node = (2 * node) + secondIsNearer;

                // Written always and kept only where it may matter: cheaper than a branch that nobody can predict.
                ref var slot = ref Unsafe.Add(ref stack, depth);
                slot.Distance = farther;
                slot.Node = node ^ 1;
                depth += farther <= nearest.Worst ? 1 : 0;
                if (distance > nearest.Worst)
                {
                    break;
                }
            }

            if (distance <= nearest.Worst)
            {
                // While this leaf is looked at, the next one is fetched.
                if (depth > 0 && Unsafe.Add(ref stack, depth - 1) is { } next && next.Node >= _leafCount
                    && next.Distance <= nearest.Worst)
                {
                    sieve.Prefetch(ref LeafX(next.Node - _leafCount, 0), _stride);
                }

                Scan(node - _leafCount, from, sieve, accept, ref nearest);
            }

            do
            {
                if (--depth < 0)
                {
                    return;
                }
            }
            while (Unsafe.Add(ref stack, depth).Distance > nearest.Worst);

            node = Unsafe.Add(ref stack, depth).Node;
        }
    }

    /// <summary>The squared distances to the nearest corner, side or inside of the two boxes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> DistancesToBoxes(ref float pair, in UnitVector from)
    {
        var x = Outside(ref pair, from.X);
        var y = Outside(ref Unsafe.Add(ref pair, 2), from.Y);
        var z = Outside(ref Unsafe.Add(ref pair, 4), from.Z);
        return (x * x) + (y * y) + (z * z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Outside(ref float low, double from)
    {
        var position = Vector128.Create(from);
        var below = Two(ref low) - position;
        var above = position - Two(ref Unsafe.Add(ref low, 6));
        return Vector128.MaxNative(Vector128.MaxNative(below, above), Vector128<double>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Two(ref float first) => Vector128.WidenLower(
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref first))).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Scan<TSieve, TAccept>(
        int leaf, in UnitVector from, TSieve sieve, TAccept accept, ref NeighbourList nearest)
        where TSieve : struct, ISieve
        where TAccept : struct, IAccept
    {
        Unsafe.SkipInit(out Distances distances);
        ref var firstDistance = ref Unsafe.As<Distances, double>(ref distances);
        ref var firstX = ref LeafX(leaf, 0);
        sieve.Prefetch(ref firstX, _stride);
        ref var firstPoint = ref LeafPoint(leaf, 0);
        for (var at = 0; at < _stride; at += Lanes)
        {
            var passing = sieve.Passing(ref LeafAttributes(leaf, at), ref LeafFree(leaf, at));
            if (passing == 0)
            {
                continue;
            }

            passing &= Measure(ref Unsafe.Add(ref firstX, at), from, nearest.Worst, ref firstDistance);
            for (; passing != 0; passing &= passing - 1)
            {
                var lane = System.Numerics.BitOperations.TrailingZeroCount(passing);
                var point = Unsafe.Add(ref firstPoint, at + lane);
                if (accept.Accept(point))
                {
                    nearest.Offer(Unsafe.Add(ref firstDistance, lane), point);
                }
            }
        }
    }

    /// <summary>Writes the squared chords to eight slots and answers which are not farther than the worst.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Measure(ref double x, in UnitVector from, double worst, ref double distances)
    {
        ref var y = ref Unsafe.Add(ref x, _stride);
        ref var z = ref Unsafe.Add(ref y, _stride);
        if (Vector512.IsHardwareAccelerated)
        {
            var dx = Vector512.LoadUnsafe(ref x) - Vector512.Create(from.X);
            var dy = Vector512.LoadUnsafe(ref y) - Vector512.Create(from.Y);
            var dz = Vector512.LoadUnsafe(ref z) - Vector512.Create(from.Z);
            var squares = (dx * dx) + (dy * dy) + (dz * dz);
            squares.StoreUnsafe(ref distances);
            return (uint)Vector512.LessThanOrEqual(squares, Vector512.Create(worst)).ExtractMostSignificantBits();
        }

        return MeasureFour(ref x, ref y, ref z, from, worst, ref distances)
            | (MeasureFour(
                ref Unsafe.Add(ref x, 4),
                ref Unsafe.Add(ref y, 4),
                ref Unsafe.Add(ref z, 4),
                from,
                worst,
                ref Unsafe.Add(ref distances, 4)) << 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint MeasureFour(
        ref double x, ref double y, ref double z, in UnitVector from, double worst, ref double distances)
    {
        var dx = Vector256.LoadUnsafe(ref x) - Vector256.Create(from.X);
        var dy = Vector256.LoadUnsafe(ref y) - Vector256.Create(from.Y);
        var dz = Vector256.LoadUnsafe(ref z) - Vector256.Create(from.Z);
        var squares = (dx * dx) + (dy * dy) + (dz * dz);
        squares.StoreUnsafe(ref distances);
        return Vector256.LessThanOrEqual(squares, Vector256.Create(worst)).ExtractMostSignificantBits();
    }

    private struct Pending
    {
        public double Distance;
        public int Node;
    }

    [InlineArray(Lanes)]
    private struct Distances
    {
        private double _first;
    }
}
