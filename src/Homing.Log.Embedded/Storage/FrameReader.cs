using Microsoft.Win32.SafeHandles;

namespace Homing.Log.Embedded.Storage;

/// <summary>Walks over the records of a stretch of a file, one after the other.</summary>
internal sealed class FrameReader
{
    private readonly SafeFileHandle _file;
    private readonly long _end;
    private readonly int _maxFrameBytes;
    private byte[] _buffer = new byte[256 << 10];
    private long _bufferStart;
    private int _filled;
    private int _at;
    private FrameHeader _header;

    public FrameReader(SafeFileHandle file, long start, long end, int maxFrameBytes)
    {
        (_file, _bufferStart, _end, _maxFrameBytes) = (file, start, end, maxFrameBytes);
    }

    /// <summary>Where the next record starts.</summary>
    public long Position => _bufferStart + _at;

    /// <summary>True where the stretch has been read to its end, whatever was written behind it since.</summary>
    public bool IsAtEnd => Position >= _end;

    public FrameHeader Header => _header;

    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Goes to the next record. Blank where there is none any more, Short or Damaged where it is broken.</summary>
    public FrameState Next()
    {
        while (true)
        {
            var state = RecordCodec.Inspect(_buffer.AsSpan(_at, _filled - _at), _maxFrameBytes, out _header);
            if (state == FrameState.Whole)
            {
                Frame = _buffer.AsMemory(_at, _header.Length);
                _at += _header.Length;
                return state;
            }

            if (state == FrameState.Damaged || !Fill(Math.Max(_header.Length, RecordCodec.HeaderBytes)))
            {
                return state;
            }
        }
    }

    private bool Fill(int needed)
    {
        var kept = _filled - _at;
        if (kept >= needed || _bufferStart + _filled >= _end)
        {
            return false;
        }

        if (needed > _buffer.Length)
        {
            var larger = new byte[needed];
            _buffer.AsSpan(_at, kept).CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_at, kept).CopyTo(_buffer);
        }

        _bufferStart += _at;
        (_at, _filled) = (0, kept);
        var room = (int)Math.Min(_buffer.Length - kept, _end - _bufferStart - kept);
        var read = RandomAccess.Read(_file, _buffer.AsSpan(kept, room), _bufferStart + kept);
        _filled += read;
        return read > 0;
    }
}
