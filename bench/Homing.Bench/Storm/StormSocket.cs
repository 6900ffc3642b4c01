using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>
/// A client's connection that blocks no thread, so that thousands can try at once and each can lose its patience.
/// </summary>
internal sealed class StormSocket : IDisposable
{
    private const int Room = 2048;

    // Linux: the port is chosen when it is known where to. To find one that is free everywhere takes ever longer.
    private const int IP = 0;
    private const int BindAddressNoPort = 24;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _input = new byte[Room];
    private int _count;

    private StormSocket()
    {
    }

    /// <summary>False once the server closed it.</summary>
    public bool IsHeld => !_socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Connects, and no more.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="source">The address to come from.</param>
    /// <param name="patience">Ends the try.</param>
    /// <exception cref="SocketException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<StormSocket> ConnectAsync(IPEndPoint server, IPAddress source, CancellationToken patience)
    {
        var socket = new StormSocket();
        try
        {
            socket._socket.SetRawSocketOption(IP, BindAddressNoPort, BitConverter.GetBytes(1));
            socket._socket.Bind(new IPEndPoint(source, 0));
            await socket._socket.ConnectAsync(server, patience);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes it a WebSocket.</summary>
    /// <exception cref="StormException">The server refused.</exception>
    public async Task UpgradeAsync(CancellationToken patience)
    {
        await _socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /ws HTTP/1.1\r\nHost: {_socket.RemoteEndPoint}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: homing.v1\r\n\r\n"),
            patience);
        int end;
        while ((end = _input.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync(patience);
        }

        if (!_input.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new StormException("HTTP " + Encoding.ASCII.GetString(_input.AsSpan(9, 3)));
        }

        Use(end + 4);
    }

    /// <summary>Says hello and waits for the welcome.</summary>
    /// <param name="hello">The first frame.</param>
    /// <param name="onWelcome">Reads the welcome; it is valid until this returns.</param>
    /// <param name="patience">Ends the try.</param>
    /// <exception cref="StormException">The server refused.</exception>
    public async Task GreetAsync(byte[] hello, Action<ReadOnlySpan<byte>> onWelcome, CancellationToken patience)
    {
        await _socket.SendAsync(hello, patience);
        while (!TryTakeWelcome(onWelcome))
        {
            await ReceiveAsync(patience);
        }

        // Thousands are held, and nothing more is said.
        _input = [];
    }

    /// <summary>Completes when the server is gone.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty);
        }
        catch (SocketException)
        {
            // Killed, it says no goodbye.
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryTakeWelcome(Action<ReadOnlySpan<byte>> onWelcome)
    {
        if (WebSocketFrame.Find(_input.AsSpan(0, _count), out var opcode, out var payload) == 0)
        {
            return false;
        }

        if (opcode == WebSocketFrame.Close)
        {
            throw new StormException(BinaryPrimitives.ReadUInt16BigEndian(payload).ToString(CultureInfo.InvariantCulture));
        }

        onWelcome(payload);
        return true;
    }

    private async Task ReceiveAsync(CancellationToken patience)
    {
        var count = await _socket.ReceiveAsync(_input.AsMemory(_count), patience);
        _count += count > 0 ? count : throw new StormException("closed");
    }

    private void Use(int count)
    {
        _input.AsSpan(count, _count - count).CopyTo(_input);
        _count -= count;
    }
}

/// <summary>The server did not take a connection; the message is its kind, such as a close code.</summary>
internal sealed class StormException(string kind) : IOException(kind);
