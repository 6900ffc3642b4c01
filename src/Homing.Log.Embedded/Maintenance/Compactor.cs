using Homing.Log.Embedded.Storage;
using Homing.Storage;

namespace Homing.Log.Embedded.Maintenance;

/// <summary>
/// Keeps the newest record of each key in the closed segments of one partition, and records without a key. Neighbours are put together into one
/// file up to the size of a segment. Crash-safe in this order: the new file is written beside and synced; renamed over
/// the first of those it replaces; then the others are removed, oldest first. What is left over by a crash lies inside
/// the offsets of the new file, and the next start removes it; and a removal (tombstone) is never gone before what it
/// removes.
/// </summary>
internal sealed class Compactor
{
    private readonly Partition _partition;
    private long _compactedEnd;
    private long _oldestTombstone = long.MaxValue;

    public Compactor(Partition partition) => _partition = partition;

    public void Run(DateTimeOffset now)
    {
        var tombstonesBefore = (now - _partition.Context.Options.TombstoneAge).UtcTicks;
        var segments = _partition.Segments;
        if (segments.Length < 2
            || (segments[^2].EndOffset <= _compactedEnd && _oldestTombstone >= tombstonesBefore))
        {
            return;
        }

        var newest = NewestOffsets(segments);
        _oldestTombstone = long.MaxValue;
        long before = 0, after = 0, dropped = 0;
        foreach (var group in Groups(segments.AsMemory(0, segments.Length - 1)))
        {
            before += group.Span.ToArray().Sum(segment => segment.Length);
            var replacement = Rewrite(group.Span, newest, tombstonesBefore, ref dropped);
            after += replacement.Length;
        }

        _compactedEnd = segments[^2].EndOffset;
        if (dropped > 0)
        {
            _partition.Context.Logger.Compacted(_partition.Folder, before, after, dropped);
        }
    }

    /// <summary>The newest durable offset of every key, the segment being written included.</summary>
    private static Dictionary<byte[], long> NewestOffsets(Segment[] segments)
    {
        var newest = new Dictionary<byte[], long>(KeyComparer.Instance);
        var lookup = newest.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var segment in segments)
        {
            var reader = Reader(segment);
            while (Next(reader, segment))
            {
                lookup[RecordCodec.Key(reader.Frame, reader.Header).Span] = reader.Header.Offset;
            }
        }

        return newest;
    }

    private IEnumerable<ReadOnlyMemory<Segment>> Groups(ReadOnlyMemory<Segment> segments)
    {
        var start = 0;
        var bytes = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            if (i > start && bytes + segments.Span[i].Length > _partition.SegmentBytes)
            {
                yield return segments[start..i];
                (start, bytes) = (i, 0);
            }

            bytes += segments.Span[i].Length;
        }

        yield return segments[start..];
    }

    private Segment Rewrite(
        ReadOnlySpan<Segment> sources, Dictionary<byte[], long> newest, long tombstonesBefore, ref long dropped)
    {
        var target = new Segment(sources[0].Path, sources[0].BaseOffset);
        var temporary = Path.ChangeExtension(target.Path, ".compacting");
        long length = 0, first = long.MaxValue, last = 0;
        var lookup = newest.GetAlternateLookup<ReadOnlySpan<byte>>();
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, 256 << 10))
        {
            foreach (var source in sources)
            {
                var reader = Reader(source);
                while (Next(reader, source))
                {
                    var header = reader.Header;
                    if (header.KeyLength > 0
                        && (lookup[RecordCodec.Key(reader.Frame, header).Span] != header.Offset
                            || (header.IsTombstone && header.Ticks < tombstonesBefore)))
                    {
                        dropped++;
                        continue;
                    }

                    _oldestTombstone = header.IsTombstone ? Math.Min(_oldestTombstone, header.Ticks) : _oldestTombstone;
                    target.Index.Add(header.Offset, header.Ticks, length);
                    file.Write(reader.Frame.Span);
                    length += header.Length;
                    first = Math.Min(first, header.Ticks);
                    last = header.Ticks;
                }
            }

            file.Flush();
            Disk.SyncData(file.SafeFileHandle);
        }

        target.Recover(length, sources[^1].EndOffset, first, last);
        Swap(sources, target, temporary);
        return target;
    }

    private void Swap(ReadOnlySpan<Segment> sources, Segment target, string temporary)
    {
        // The old index must not outlive its segment: it might fit the new one's length by chance.
        IndexFile.Delete(sources[0]);
        Disk.SyncDirectory(_partition.Folder);
        File.Move(temporary, target.Path, overwrite: true);
        Disk.SyncDirectory(_partition.Folder);
        _partition.Replace(sources, [target]);
        sources[0].Retire();
        foreach (var source in sources[1..])
        {
            Retention.Delete(source);
            Disk.SyncDirectory(_partition.Folder);
        }

        IndexFile.TrySave(target);
    }

    private static FrameReader Reader(Segment segment) => new(segment.File, 0, segment.Length, int.MaxValue);

    private static bool Next(FrameReader reader, Segment segment) => reader.Next() switch
    {
        FrameState.Whole => true,
        FrameState.Blank or FrameState.Short when reader.IsAtEnd => false,
        _ => throw new LogException(LogError.Storage, $"{segment.Path} is damaged at byte {reader.Position}."),
    };

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
