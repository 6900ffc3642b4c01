using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Homing.Log.Embedded.Storage;

/// <summary>
/// The index of a segment that is closed, or was closed cleanly, beside it on disk: magic, CRC-32C of the rest, bytes,
/// end offset, first and last ticks, entries. It only spares reading the segment at start: one that is missing, torn,
/// or does not fit its segment is made again.
/// </summary>
internal static class IndexFile
{
    private const uint Magic = 0x31584948;
    private const int FixedBytes = 40;

    public static string PathOf(Segment segment) => Path.ChangeExtension(segment.Path, ".index");

    /// <summary>Saves the index where there is room for it.</summary>
    public static void TrySave(Segment segment)
    {
        try
        {
            Save(segment);
        }
        catch (IOException)
        {
            // The segment is read whole at the next start. A torn index takes room that records may need.
            Delete(segment);
        }
    }

    private static void Save(Segment segment)
    {
        var entries = MemoryMarshal.AsBytes(segment.Index.Entries);
        var bytes = new byte[FixedBytes + entries.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), segment.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), segment.EndOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), segment.FirstTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), segment.LastTicks);
        entries.CopyTo(bytes.AsSpan(FixedBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Of(bytes.AsSpan(8)));

        // No rename: its checksum tells a torn one.
        File.WriteAllBytes(PathOf(segment), bytes);
    }

    public static bool TryLoad(Segment segment)
    {
        var path = PathOf(segment);
        if (!File.Exists(path))
        {
            return false;
        }

        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < FixedBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) != Crc32C.Of(bytes.AsSpan(8)))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8));
        if (length != RandomAccess.GetLength(segment.File))
        {
            return false;
        }

        segment.Index = SegmentIndex.From(bytes.AsSpan(FixedBytes));
        segment.Recover(
            length,
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)));
        return true;
    }

    public static void Delete(Segment segment) => File.Delete(PathOf(segment));
}
