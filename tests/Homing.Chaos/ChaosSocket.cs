using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Homing.Chaos;

/// <summary>
/// A WebSocket of a client that can do what a well-made one cannot: gather many frames into one write, read as slowly as
/// it likes, and vanish. Frames are masked with zeros, which the standard allows and costs nothing.
/// </summary>
internal sealed class ChaosSocket : IDisposable
{
    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;
    private const byte Masked = 0x80;
    private const int OpcodeText = 1;
    private const int OpcodeClose = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly PooledBuffer _writing = new(4096);
    private byte[] _read = new byte[8192];
    private int _start;
    private int _end;

    private ChaosSocket()
    {
    }

    /// <summary>Opens a socket; says nothing on it yet.</summary>
    /// <exception cref="IOException">Nobody is there, or they do not want to talk.</exception>
    public static async Task<ChaosSocket> ConnectAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var socket = new ChaosSocket();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await socket._socket.ConnectAsync(gateway.Host, gateway.Port, patience.Token);
            await socket._socket.SendAsync(Upgrade(gateway), patience.Token);
            await socket.ReadUpgradeAsync(patience.Token);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            throw exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                ? new IOException(exception.Message, exception)
                : exception;
        }
    }

    /// <summary>Puts a frame behind the others that wait for <see cref="FlushAsync"/>.</summary>
    public void Write(ReadOnlySpan<byte> text) => Write(FinalText, text);

    /// <summary>Puts a close frame behind what waits.</summary>
    public void WriteClose()
    {
        Span<byte> code = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(code, 1000);
        Write(FinalClose, code);
    }

    /// <summary>Sends what waits.</summary>
    /// <exception cref="IOException">The other side is gone, or takes nothing any more.</exception>
    public async ValueTask FlushAsync()
    {
        if (_writing.Length == 0)
        {
            return;
        }

        try
        {
            var rest = _writing.WrittenMemory;
            while (rest.Length > 0)
            {
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None).AsTask().WaitAsync(Patience)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }

        _writing.Clear();
    }

    /// <summary>Waits for bytes and takes them in, at most so many.</summary>
    /// <returns>False where the other side is gone.</returns>
    public async Task<bool> ReadAsync(int most)
    {
        if (_start > 0)
        {
            _read.AsSpan(_start, _end - _start).CopyTo(_read);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _read.Length)
        {
            Array.Resize(ref _read, _read.Length * 2);
        }

        try
        {
            var count = await _socket.ReceiveAsync(_read.AsMemory(_end, Math.Min(most, _read.Length - _end)), SocketFlags.None);
            _end += count;
            return count > 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Takes the next whole frame out of what was read; its bytes are valid until the next read.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> text, out int? closeCode)
    {
        (text, closeCode) = (default, null);
        while (TryTakeFrame(out var opcode, out var payload))
        {
            if (opcode == OpcodeText)
            {
                text = payload;
                return true;
            }

            if (opcode == OpcodeClose)
            {
                closeCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload.Span) : 1005;
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Dispose() => _socket.Dispose();

    private static byte[] Upgrade(Uri gateway) => Encoding.ASCII.GetBytes(
        $"GET /ws HTTP/1.1\r\nHost: {gateway.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: homing.v1\r\n\r\n");

    private async Task ReadUpgradeAsync(CancellationToken cancellationToken)
    {
        var head = -1;
        while (head < 0)
        {
            var count = await _socket.ReceiveAsync(_read.AsMemory(_end), SocketFlags.None, cancellationToken);
            _end += count > 0 ? count : throw new IOException("The connection closed before it was upgraded.");
            head = _read.AsSpan(0, _end).IndexOf("\r\n\r\n"u8);
        }

        if (!_read.AsSpan(0, _end).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException("Not upgraded: " + Encoding.ASCII.GetString(_read, 0, Math.Min(_end, 100)));
        }

        _start = head + 4;
    }

    private void Write(byte head, ReadOnlySpan<byte> payload)
    {
        var length = payload.Length < 126 ? 0 : 2;
        var frame = _writing.GetSpan(6 + length + payload.Length);
        frame[0] = head;
        frame[1] = (byte)(Masked | (length == 0 ? payload.Length : 126));
        if (length > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], checked((ushort)payload.Length));
        }

        frame.Slice(2 + length, 4).Clear();
        payload.CopyTo(frame[(6 + length)..]);
        _writing.Advance(6 + length + payload.Length);
    }

    private bool TryTakeFrame(out int opcode, out ReadOnlyMemory<byte> payload)
    {
        (opcode, payload) = (0, default);
        var bytes = _read.AsSpan(_start, _end - _start);
        if (bytes.Length < 2)
        {
            return false;
        }

        if ((bytes[0] & 0x80) == 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A fragment: {bytes[0]:x2}"));
        }

        var (head, length) = bytes[1] switch
        {
            126 when bytes.Length >= 4 => (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            127 when bytes.Length >= 10 => (10, checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]))),
            < 126 and var small => (2, small),
            _ => (0, 0),
        };
        if (head == 0 || bytes.Length < head + length)
        {
            return false;
        }

        opcode = bytes[0] & 0x0f;
        payload = _read.AsMemory(_start + head, length);
        _start += head + length;
        return true;
    }
}
