using System.Runtime.CompilerServices;

namespace Homing.Parking.Search;

/// <summary>
/// A balanced kd-tree over unit vectors. Its shape never changes; attributes and free places of its points do.
/// </summary>
/// <remarks>
/// <para>
/// Layout. The nodes are numbered as in a heap, root 1, children of n at 2n and 2n+1; the leaves are the numbers from
/// <c>_leafCount</c>, a power of two. What is known of the two children of n stands together in one cache line,
/// 16 words at 16n: six pairs of floats (the boxes, rounded outward), the pair of ORed attributes, the pair of
/// maxima of free places. A leaf is one block: x, y, z of its slots as doubles, then the
/// numbers of the points, attributes, free places, each part contiguous. Slots without a point hold NaN, which is near to nothing.
/// </para>
/// <para>
/// Exactness. Boxes are compared with the same operations in the same order as points, and rounding is monotone, so
/// a box is never computed to be farther than a point inside it; a node is skipped only if it is strictly farther
/// than the worst that was kept.
/// </para>
/// <para>
/// Changing. One writer at a time. A change raises what the ancestors say before it touches the leaf and lowers it
/// after, so that at every moment a node says at least what is below it. Readers take no lock and are never
/// blocked: they see each point as it was at some moment of their search.
/// </para>
/// </remarks>
internal sealed partial class KdTree
{
    /// <summary>The most slots in a leaf.</summary>
    public const int LeafSlots = 32;

    private const uint AlwaysSet = 0x8000_0000;
    private const int SlotBytes = 36;
    private const int PairWords = 16;
    private const int PairAttributes = 12;
    private const int PairFree = 14;

    private readonly string[] _ids;
    private readonly int[] _slotOf;
    private readonly int _stride;
    private readonly nint _leafBytes;
    private readonly int _leafCount;
    private readonly AlignedBlock _pairs;
    private readonly AlignedBlock _leaves;

    /// <summary>How many points the tree holds.</summary>
    public int Count => _slotOf.Length;

    /// <summary>The attributes and free places of a point as they are now.</summary>
    public (uint Attributes, int Free) ReadValues(int point)
    {
        var slot = _slotOf[point];
        var (leaf, at) = (slot / _stride, slot % _stride);
        return (Volatile.Read(ref LeafAttributes(leaf, at)) & ~AlwaysSet, Volatile.Read(ref LeafFree(leaf, at)));
    }

    /// <summary>Where a point is.</summary>
    public UnitVector ReadPlace(int point)
    {
        var slot = _slotOf[point];
        ref var x = ref LeafX(slot / _stride, slot % _stride);
        return new UnitVector(x, Unsafe.Add(ref x, _stride), Unsafe.Add(ref x, 2 * _stride));
    }

    // A slot takes 36 bytes in all; the parts of a leaf follow each other: x, y, z, points, attributes, free.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref double LeafX(int leaf, int at) =>
        ref Unsafe.Add(ref Unsafe.As<byte, double>(ref Unsafe.Add(ref _leaves.Start, leaf * _leafBytes)), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int LeafPoint(int leaf, int at) =>
        ref Unsafe.Add(ref Unsafe.As<byte, int>(ref Unsafe.Add(ref _leaves.Start, leaf * _leafBytes)), (6 * _stride) + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint LeafAttributes(int leaf, int at) =>
        ref Unsafe.Add(ref Unsafe.As<byte, uint>(ref Unsafe.Add(ref _leaves.Start, leaf * _leafBytes)), (7 * _stride) + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int LeafFree(int leaf, int at) =>
        ref Unsafe.Add(ref Unsafe.As<byte, int>(ref Unsafe.Add(ref _leaves.Start, leaf * _leafBytes)), (8 * _stride) + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref float PairBoxes(int parent) =>
        ref Unsafe.Add(ref Unsafe.As<byte, float>(ref _pairs.Start), (nint)parent * PairWords);

    /// <summary>The ORed attributes of a node; with 1 at the lowest bit of the number, the second of its pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint NodeAttributes(int node) => ref Unsafe.Add(
        ref Unsafe.As<byte, uint>(ref _pairs.Start), ((nint)(node >> 1) * PairWords) + PairAttributes + (node & 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int NodeFree(int node) => ref Unsafe.Add(
        ref Unsafe.As<byte, int>(ref _pairs.Start), ((nint)(node >> 1) * PairWords) + PairFree + (node & 1));
}
