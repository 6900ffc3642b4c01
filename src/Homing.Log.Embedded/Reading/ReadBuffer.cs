using Microsoft.Win32.SafeHandles;

namespace Homing.Log.Embedded.Reading;

/// <summary>
/// The memory of one reader's batch. It is not taken from a pool: who disposes a reader may still look at the last
/// batch, and must then not see another's bytes.
/// </summary>
internal sealed class ReadBuffer
{
    private const int FirstBytes = 16 << 10;

    private readonly int _most;
    private byte[] _bytes = new byte[FirstBytes];
    private LogRecord[] _records = new LogRecord[16];

    public ReadBuffer(int most) => _most = most;

    public ReadOnlyMemory<byte> Fill(SafeFileHandle file, long position, long available, int atLeast = 0)
    {
        var wanted = (int)Math.Max(atLeast, Math.Min(available, _most));
        if (wanted > _bytes.Length)
        {
            _bytes = new byte[Math.Max(wanted, Math.Min(_most, _bytes.Length * 4))];
        }

        var filled = 0;
        while (filled < wanted)
        {
            var read = RandomAccess.Read(file, _bytes.AsSpan(filled, wanted - filled), position + filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return _bytes.AsMemory(0, filled);
    }

    public void Set(int index, LogRecord record)
    {
        if (index == _records.Length)
        {
            Array.Resize(ref _records, index * 2);
        }

        _records[index] = record;
    }

    public ReadOnlyMemory<LogRecord> Records(int count) => _records.AsMemory(0, count);
}
