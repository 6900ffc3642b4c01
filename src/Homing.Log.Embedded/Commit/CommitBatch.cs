using System.Buffers;
using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Commit;

/// <summary>Records of one partition that will share a sync, already in the form they have on disk.</summary>
internal sealed class CommitBatch
{
    private const int FirstBytes = 4 << 10;
    private const int MostKept = 1 << 20;
    private const int IndexInterval = 32 << 10;

    private readonly List<IndexEntry> _marks = [];
    private byte[] _buffer = [];
    private int _length;
    private AppendOperation? _first;
    private AppendOperation? _last;

    public int Count { get; private set; }

    public long FirstOffset { get; private set; }

    public long FirstTicks { get; private set; }

    public long LastTicks { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Records at even distances, with their place in <see cref="Bytes"/>.</summary>
    public IReadOnlyList<IndexEntry> Marks => _marks;

    /// <summary>Room for the frame of the next record.</summary>
    public Span<byte> Add(AppendOperation operation, int frameLength, long offset, long ticks)
    {
        if (Count == 0)
        {
            (FirstOffset, FirstTicks, _first) = (offset, ticks, operation);
        }
        else
        {
            _last!.Next = operation;
        }

        if (_marks.Count == 0 || _length - _marks[^1].Position >= IndexInterval)
        {
            _marks.Add(new IndexEntry(offset, ticks, _length));
        }

        Grow(frameLength);
        _last = operation;
        LastTicks = ticks;
        Count++;
        var frame = _buffer.AsSpan(_length, frameLength);
        _length += frameLength;
        return frame;
    }

    public void Succeed()
    {
        for (var operation = _first; operation is not null;)
        {
            // The moment it is completed it may be rented for another append.
            var next = operation.Next;
            operation.Succeed();
            operation = next;
        }
    }

    public void Fail(Exception exception)
    {
        for (var operation = _first; operation is not null;)
        {
            var next = operation.Next;
            operation.Fail(exception);
            operation = next;
        }
    }

    public void Clear()
    {
        if (_buffer.Length > MostKept)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _marks.Clear();
        (_length, Count, _first, _last) = (0, 0, null, null);
    }

    private void Grow(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var wanted = Math.Max((long)_length + more, Math.Max(FirstBytes, Math.Min(_buffer.Length * 2L, int.MaxValue / 2)));
        var larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        Bytes.CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
