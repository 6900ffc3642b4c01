namespace Homing.Bench.Support;

/// <summary>Bytes that came in and are not used yet.</summary>
internal sealed class ByteQueue(int size)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Waiting => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Room behind what waits, never none.</summary>
    public Span<byte> Room(int least = 1)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_bytes.Length - _end < least)
        {
            var into = _bytes.Length - (_end - _start) >= Math.Max(least, _bytes.Length / 2)
                ? _bytes
                : new byte[Math.Max(_bytes.Length * 2, _end - _start + least)];
            Waiting.CopyTo(into);
            (_bytes, _start, _end) = (into, 0, _end - _start);
        }

        return _bytes.AsSpan(_end);
    }

    public void Came(int count) => _end += count;

    public void Used(int count) => _start += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Came(bytes.Length);
    }
}
