using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Reading;

/// <summary>
/// A place in a partition, moved by reading. It knows the segment and byte where it is; when that segment was removed
/// or replaced meanwhile, it looks its offset up again, and goes on at the oldest kept where that is gone.
/// </summary>
internal sealed class PartitionCursor
{
    private readonly CursorSet _owner;
    private Segment? _segment;
    private long _position;

    public PartitionCursor(CursorSet owner, Partition partition, long offset, int generation)
    {
        (_owner, Partition, NextOffset, Generation) = (owner, partition, offset, generation);
    }

    public Partition Partition { get; }

    public int Generation { get; }

    public long NextOffset { get; private set; }

    /// <summary>In the owner's line of cursors with something to read. Guarded by the owner.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Taken away from the owner. Guarded by the owner.</summary>
    public bool IsRevoked { get; set; }

    public bool HasMore => NextOffset < Partition.EndOffset;

    public void Notify() => _owner.Offer(this);

    /// <summary>The records that come next; 0 where there are none yet.</summary>
    public int Read(ReadBuffer buffer)
    {
        while (true)
        {
            try
            {
                if (TryRead(buffer, out var count))
                {
                    return count;
                }
            }
            catch (ObjectDisposedException) when (_segment is { Retired: true })
            {
                _segment = null;
            }
        }
    }

    private bool TryRead(ReadBuffer buffer, out int count)
    {
        count = 0;

        // The list before the length: a segment with another behind it has its final length.
        var segments = Partition.Segments;
        if (_segment is null or { Retired: true })
        {
            if (segments.Length == 0)
            {
                return true;
            }

            Find(segments);
        }

        var segment = _segment!;
        var left = segment.Length - _position;
        if (left > 0)
        {
            count = Parse(buffer, segment, left);
            return count > 0;
        }

        var next = Array.Find(segments, other => other.BaseOffset > segment.BaseOffset);
        if (next is null)
        {
            return true;
        }

        (_segment, _position) = (next, 0);
        NextOffset = Math.Max(NextOffset, next.BaseOffset);
        return false;
    }

    private void Find(Segment[] segments)
    {
        NextOffset = Math.Max(NextOffset, segments[0].BaseOffset);
        _segment = Array.FindLast(segments, segment => segment.BaseOffset <= NextOffset)!;
        _position = _segment.Index.SeekOffset(NextOffset);
    }

    private int Parse(ReadBuffer buffer, Segment segment, long left)
    {
        var bytes = buffer.Fill(segment.File, _position, left);
        if (bytes.IsEmpty)
        {
            throw Damaged(segment, _position);
        }

        var count = 0;
        var at = 0;
        while (at < bytes.Length)
        {
            var rest = bytes[at..];
            var state = RecordCodec.Inspect(rest.Span, int.MaxValue, out var header);

            // Fewer bytes than a head say nothing yet, not even when they are zeros.
            var needed = rest.Length < RecordCodec.HeaderBytes ? RecordCodec.HeaderBytes : header.Length;
            if (needed > rest.Length && needed <= left - at)
            {
                if (at > 0)
                {
                    break;
                }

                // One record is larger than a batch.
                bytes = buffer.Fill(segment.File, _position, needed, needed);
                if (bytes.Length >= needed)
                {
                    continue;
                }
            }

            if (state != FrameState.Whole)
            {
                if (count > 0)
                {
                    // What stands before the damage is still given; the next read tells.
                    break;
                }

                throw Damaged(segment, _position + at);
            }

            at += header.Length;
            if (header.Offset >= NextOffset)
            {
                buffer.Set(count++, RecordCodec.Read(rest[..header.Length], header));
                NextOffset = header.Offset + 1;
            }
        }

        _position += at;
        return count;
    }

    private LogException Damaged(Segment segment, long position) => new(
        LogError.Storage,
        $"{segment.Path} is damaged at byte {position}, offset {NextOffset} or later: restore it from a copy.");
}
