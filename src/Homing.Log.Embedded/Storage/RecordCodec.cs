using System.Buffers.Binary;
using System.Text;

namespace Homing.Log.Embedded.Storage;

/// <summary>What the bytes at a position turned out to be.</summary>
internal enum FrameState
{
    Whole,

    /// <summary>The bytes at hand end before the frame does.</summary>
    Short,

    /// <summary>Zeros, as in space that was set aside and never written.</summary>
    Blank,
    Damaged,
}

/// <summary>The fixed part of a record on disk.</summary>
internal readonly record struct FrameHeader(
    int Length, uint Checksum, long Offset, long Ticks, int KeyLength, int ValueLength, int HeaderCount)
{
    public bool IsTombstone => ValueLength < 0;
}

/// <summary>
/// The bytes of one record. Little endian: length of the whole frame (u32), CRC-32C (u32), offset (i64), UTC ticks
/// (i64), key length (i32), value length (i32, -1 for a tombstone), count of headers (i32); then key, value, and for
/// each header name length (i32), name in UTF-8, value length (i32), value. The checksum runs over the body first and
/// the fixed part last: so the body, which is the long part, is summed before the offset is known, outside any lock.
/// </summary>
internal static class RecordCodec
{
    public const int HeaderBytes = 36;

    /// <summary>The bytes of the frame; a long, as sizes of hostile input may add up past an int.</summary>
    public static long FrameLength(in LogEntry entry)
    {
        var length = HeaderBytes + (long)entry.Key.Length + (entry.Value?.Length ?? 0);
        var items = entry.Headers.Items;
        for (var i = 0; i < items.Count; i++)
        {
            length += 8 + (long)Encoding.UTF8.GetByteCount(items[i].Key) + items[i].Value.Length;
        }

        return length;
    }

    public static int HeadersLength(in LogEntry entry, int frameLength) =>
        frameLength - HeaderBytes - entry.Key.Length - (entry.Value?.Length ?? 0);

    public static void WriteHeaders(in LogHeaders headers, Span<byte> target)
    {
        var items = headers.Items;
        for (var i = 0; i < items.Count; i++)
        {
            var name = Encoding.UTF8.GetBytes(items[i].Key, target[4..]);
            BinaryPrimitives.WriteInt32LittleEndian(target, name);
            target = target[(4 + name)..];
            BinaryPrimitives.WriteInt32LittleEndian(target, items[i].Value.Length);
            items[i].Value.Span.CopyTo(target[4..]);
            target = target[(4 + items[i].Value.Length)..];
        }
    }

    /// <summary>The checksum so far over the body.</summary>
    public static uint SumBody(in LogEntry entry, ReadOnlySpan<byte> headers)
    {
        var state = Crc32C.Add(Crc32C.Start, entry.Key.Span);
        if (entry.Value is { } value)
        {
            state = Crc32C.Add(state, value.Span);
        }

        return Crc32C.Add(state, headers);
    }

    public static void Write(
        Span<byte> target, in LogEntry entry, ReadOnlySpan<byte> headers, uint bodySum, long offset, long ticks)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, target.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], ticks);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], entry.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[28..], entry.Value?.Length ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], entry.Headers.Items.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], SumFixed(bodySum, target));
        var at = HeaderBytes;
        entry.Key.Span.CopyTo(target[at..]);
        at += entry.Key.Length;
        if (entry.Value is { } value)
        {
            value.Span.CopyTo(target[at..]);
            at += value.Length;
        }

        headers.CopyTo(target[at..]);
    }

    /// <summary>Looks at the frame at the start of the bytes and checks it as far as they reach.</summary>
    public static FrameState Inspect(ReadOnlySpan<byte> source, int maxFrameBytes, out FrameHeader header)
    {
        header = default;
        if (source.Length < 4)
        {
            return source.IndexOfAnyExcept((byte)0) < 0 ? FrameState.Blank : FrameState.Short;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(source);
        if (length == 0)
        {
            var rest = source.Length < HeaderBytes ? source : source[..HeaderBytes];
            return rest.IndexOfAnyExcept((byte)0) < 0 ? FrameState.Blank : FrameState.Damaged;
        }

        if (length < HeaderBytes || length > maxFrameBytes)
        {
            return FrameState.Damaged;
        }

        if (source.Length < HeaderBytes)
        {
            header = new FrameHeader(length, 0, 0, 0, 0, 0, 0);
            return FrameState.Short;
        }

        header = new FrameHeader(
            length,
            BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[28..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[32..]));
        if (source.Length < length)
        {
            return FrameState.Short;
        }

        var body = source[HeaderBytes..length];
        return header.Checksum == SumFixed(Crc32C.Add(Crc32C.Start, body), source)
            && header.KeyLength >= 0
            && (long)header.KeyLength + Math.Max(0, header.ValueLength) <= body.Length
            ? FrameState.Whole
            : FrameState.Damaged;
    }

    public static ReadOnlyMemory<byte> Key(ReadOnlyMemory<byte> frame, in FrameHeader header) =>
        frame.Slice(HeaderBytes, header.KeyLength);

    /// <summary>The record of a frame that <see cref="Inspect"/> found whole; it points into the frame.</summary>
    public static LogRecord Read(ReadOnlyMemory<byte> frame, in FrameHeader header)
    {
        var at = HeaderBytes + header.KeyLength;

        // Not "? null :": that null would become an empty memory, by way of an array.
        var value = header.IsTombstone ? default(ReadOnlyMemory<byte>?) : frame.Slice(at, header.ValueLength);
        at += Math.Max(0, header.ValueLength);
        return new LogRecord
        {
            Offset = header.Offset,
            Timestamp = new DateTimeOffset(header.Ticks, TimeSpan.Zero),
            Key = Key(frame, header),
            Value = value,
            Headers = header.HeaderCount == 0 ? default : ReadHeaders(frame[at..], header.HeaderCount),
        };
    }

    private static LogHeaders ReadHeaders(ReadOnlyMemory<byte> bytes, int count)
    {
        var items = new KeyValuePair<string, ReadOnlyMemory<byte>>[count];
        for (var i = 0; i < count; i++)
        {
            var nameLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            var name = Encoding.UTF8.GetString(bytes.Span.Slice(4, nameLength));
            bytes = bytes[(4 + nameLength)..];
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            items[i] = new(name, bytes.Slice(4, valueLength));
            bytes = bytes[(4 + valueLength)..];
        }

        return new LogHeaders(items);
    }

    private static uint SumFixed(uint bodySum, ReadOnlySpan<byte> frame) =>
        ~Crc32C.Add(Crc32C.Add(bodySum, frame[..4]), frame[8..HeaderBytes]);
}
