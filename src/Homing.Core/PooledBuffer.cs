using System.Buffers;

namespace Homing;

/// <summary>A growing buffer of pooled bytes. Whoever has it gives it back by <see cref="Dispose"/>, once each.</summary>
public sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes;
    private int _length;
    private int _holders = 1;

    /// <summary>Starts with room for <paramref name="capacity"/> bytes.</summary>
    public PooledBuffer(int capacity = 256) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes were written.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until disposed or written to again.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <inheritdoc />
    public void Advance(int count) => _length += count;

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_length);
    }

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => _length = 0;

    /// <summary>Lets somebody else have it too, who disposes it as well; nobody writes to it from then on.</summary>
    public PooledBuffer Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
        {
            return;
        }

        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Ensure(int room)
    {
        if (_bytes.Length - _length >= room)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + room, _bytes.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
