using System.Runtime.CompilerServices;

namespace Homing.Parking.Search;

/// <summary>Zeroed bytes that start at a cache line and stay where they are. The collector frees them.</summary>
internal sealed class AlignedBlock
{
    private const int CacheLine = 64;

    private readonly byte[] _bytes;
    private readonly int _offset;

    public unsafe AlignedBlock(long length)
    {
        _bytes = GC.AllocateArray<byte>(checked((int)(length + CacheLine)), pinned: true);

        // Pinned, so the address holds for as long as the array lives.
        var address = (nuint)Unsafe.AsPointer(ref _bytes[0]);
        _offset = (int)((CacheLine - (address % CacheLine)) % CacheLine);
    }

    public ref byte Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_bytes), _offset);
    }
}
