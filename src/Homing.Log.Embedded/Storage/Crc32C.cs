using System.Numerics;
using System.Runtime.InteropServices;

namespace Homing.Log.Embedded.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    public const uint Start = 0xFFFFFFFF;

    /// <summary>Carries <paramref name="state"/> on over the bytes; begin with <see cref="Start"/>.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            state = BitOperations.Crc32C(state, rest);
        }

        return state;
    }

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Start, bytes);
}
