using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Homing.Parking.Search;

internal sealed partial class KdTree
{
    /// <summary>Which nodes and slots a search looks at; a type of its own each, so that it is compiled in.</summary>
    private interface ISieve
    {
        /// <summary>Puts a child that holds nothing that passes out of reach.</summary>
        void DropEmpty(ref float pair, ref double first, ref double second);

        /// <summary>Fetches what will be read of a leaf, all at once: its lines come together, not one by one.</summary>
        void Prefetch(ref double leaf, int stride);

        /// <summary>Which of eight slots pass, one bit each.</summary>
        uint Passing(ref uint attributes, ref int free);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Lines(ref double leaf, int from, int to)
    {
        if (Sse.IsSupported)
        {
            // A leaf never moves, so its address holds.
            var start = (byte*)Unsafe.AsPointer(ref leaf);
            for (var at = from & ~63; at < to; at += 64)
            {
                Sse.Prefetch0(start + at);
            }
        }
    }

    private readonly struct Unfiltered : ISieve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void DropEmpty(ref float pair, ref double first, ref double second)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(ref double leaf, int stride) => Lines(ref leaf, 0, 28 * stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Passing(ref uint attributes, ref int free) => 0xFF;
    }

    private readonly struct Filtered(in NearestFilter filter) : ISieve
    {
        private readonly uint _anyOf = filter.AnyOf == 0 ? AlwaysSet : filter.AnyOf & ~AlwaysSet;
        private readonly uint _andAnyOf = filter.AndAnyOf == 0 ? AlwaysSet : filter.AndAnyOf & ~AlwaysSet;
        private readonly int _minFree = filter.MinFree ?? int.MinValue;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void DropEmpty(ref float pair, ref double first, ref double second)
        {
            ref var attributes = ref Unsafe.As<float, uint>(ref Unsafe.Add(ref pair, PairAttributes));
            ref var free = ref Unsafe.As<float, int>(ref Unsafe.Add(ref pair, PairFree));
            first = Passes(attributes, free) ? first : double.PositiveInfinity;
            second = Passes(Unsafe.Add(ref attributes, 1), Unsafe.Add(ref free, 1)) ? second : double.PositiveInfinity;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(ref double leaf, int stride) =>
            Lines(ref leaf, 28 * stride, (_minFree == int.MinValue ? 32 : 36) * stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Passing(ref uint attributes, ref int free)
        {
            var bits = Vector256.LoadUnsafe(ref attributes);
            var missing = Vector256.Equals(bits & Vector256.Create(_anyOf), Vector256<uint>.Zero)
                | Vector256.Equals(bits & Vector256.Create(_andAnyOf), Vector256<uint>.Zero);
            if (_minFree != int.MinValue)
            {
                missing |= Vector256.LessThan(Vector256.LoadUnsafe(ref free), Vector256.Create(_minFree)).AsUInt32();
            }

            return ~missing.ExtractMostSignificantBits() & 0xFF;
        }

        // No short circuit: three compares are cheaper than a branch that nobody can predict.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool Passes(uint attributes, int free) =>
            ((attributes & _anyOf) != 0) & ((attributes & _andAnyOf) != 0) & (free >= _minFree);
    }
}
