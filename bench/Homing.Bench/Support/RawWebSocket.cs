using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Homing.Bench.Support;

/// <summary>
/// A client's WebSocket with as little as can be between the caller and the kernel: it blocks until
/// <see cref="StopBlocking"/>, and never from then on.
/// </summary>
internal sealed class RawWebSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ByteQueue _input;

    private RawWebSocket(ByteQueue input)
    {
        _input = input;
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)Patience.TotalMilliseconds;
        Descriptor = (int)_socket.Handle;
    }

    public int Descriptor { get; }

    /// <summary>Connects and upgrades.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="path">With the query.</param>
    /// <param name="subProtocol">Null for none.</param>
    /// <param name="source">The address to come from; null for any.</param>
    /// <param name="input">Where bytes are kept until they are used; may serve many sockets one after the other.</param>
    public static RawWebSocket Connect(
        IPEndPoint server, string path, string? subProtocol, IPAddress? source, ByteQueue input)
    {
        var socket = new RawWebSocket(input);
        if (source is not null)
        {
            socket._socket.Bind(new IPEndPoint(source, 0));
        }

        socket._socket.Connect(server);
        var offer = subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n";
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{offer}\r\n"));
        int end;
        while ((end = input.Waiting.IndexOf("\r\n\r\n"u8)) < 0)
        {
            socket.ReceiveMore();
        }

        if (!input.Waiting.StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException("Not upgraded: " + Encoding.ASCII.GetString(input.Waiting));
        }

        input.Used(end + 4);
        return socket;
    }

    public void StopBlocking() => _socket.Blocking = false;

    /// <summary>Sends all of it. A peer that does not read for long fails the run.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = Native.Send(Descriptor, bytes);
            if (sent > 0)
            {
                bytes = bytes[sent..];
            }
            else if (!_socket.Poll(Patience, SelectMode.SelectWrite))
            {
                throw new IOException("The server takes no more bytes.");
            }
        }
    }

    /// <summary>Waits for the next frame; it is valid until the next call.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        while (true)
        {
            if (TryTake(out var payload))
            {
                return payload;
            }

            ReceiveMore();
        }
    }

    /// <summary>Takes in what the kernel has.</summary>
    /// <returns>False where it had nothing.</returns>
    public bool TryReceive()
    {
        var count = Native.Receive(Descriptor, _input.Room());
        if (count == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _input.Came(Math.Max(count, 0));
        return count > 0;
    }

    /// <summary>The next frame of what was taken in; it is valid until more is taken in.</summary>
    public bool TryTake(out ReadOnlySpan<byte> payload)
    {
        var length = WebSocketFrame.Find(_input.Waiting, out var opcode, out payload);
        _input.Used(length);
        return opcode != WebSocketFrame.Close
            ? length > 0
            : throw new IOException("Closed by the server: " + Encoding.UTF8.GetString(payload[2..]));
    }

    public void Dispose() => _socket.Dispose();

    private void ReceiveMore()
    {
        if (!TryReceive())
        {
            throw new IOException("Nothing came for too long.");
        }
    }
}
