using System.Runtime.InteropServices;

namespace Homing.Log.Embedded.Storage;

internal readonly record struct IndexEntry(long Offset, long Ticks, long Position);

/// <summary>
/// Where some records of a segment are: one entry about every 32 KiB. One thread adds while others search: an entry
/// is written before the count that shows it, and a grown array holds all that the old one did.
/// </summary>
internal sealed class SegmentIndex
{
    private const long Interval = 32 << 10;

    private IndexEntry[] _entries = new IndexEntry[16];
    private int _count;

    public ReadOnlySpan<IndexEntry> Entries
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _entries).AsSpan(0, count);
        }
    }

    public void Add(long offset, long ticks, long position)
    {
        if (_count > 0 && position - _entries[_count - 1].Position < Interval)
        {
            return;
        }

        if (_count == _entries.Length)
        {
            var grown = new IndexEntry[_count * 2];
            _entries.CopyTo(grown, 0);
            Volatile.Write(ref _entries, grown);
        }

        _entries[_count] = new IndexEntry(offset, ticks, position);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>A position at or before the record of that offset.</summary>
    public long SeekOffset(long offset) => Seek(Entries, entry => entry.Offset <= offset);

    /// <summary>A position at or before the first record taken at or after that time.</summary>
    public long SeekTicks(long ticks) => Seek(Entries, entry => entry.Ticks < ticks);

    public static SegmentIndex From(ReadOnlySpan<byte> bytes)
    {
        var index = new SegmentIndex { _entries = MemoryMarshal.Cast<byte, IndexEntry>(bytes).ToArray() };
        index._count = index._entries.Length;
        if (index._count == 0)
        {
            index._entries = new IndexEntry[16];
        }

        return index;
    }

    private static long Seek(ReadOnlySpan<IndexEntry> entries, Func<IndexEntry, bool> isBefore)
    {
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(entries[middle]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? 0 : entries[low - 1].Position;
    }
}
