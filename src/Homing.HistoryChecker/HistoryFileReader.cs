namespace Homing.HistoryChecker;

/// <summary>Reads the lines of a file one by one, in a buffer that grows to the longest line.</summary>
internal sealed class HistoryFileReader(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;

    public string Path { get; } = path;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>True where the file ended in the middle of a line, as it does when its writer is killed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next whole line without its end; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var seen = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, seen + length);
                _start += seen + length + 1;
                Number++;
                return true;
            }

            seen = _end - _start;
            if (!Fill())
            {
                IsCut = seen > 0;
                line = default;
                return false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _file.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
