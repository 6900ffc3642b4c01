using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Homing.Client.Protocol;
using Microsoft.Extensions.Logging;

namespace Homing.Client.Connections;

/// <summary>
/// One socket, from hello to close, with the watch over its silence. First <see cref="OpenAsync"/>; then, once whoever
/// serves it is ready, <see cref="Start"/>.
/// </summary>
internal sealed partial class Connection : IDisposable
{
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket = new();
    private readonly Outbox _outbox = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<Close> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerFrame> _goaway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _received = new(4096);
    private readonly HomingClientOptions _options;
    private readonly Conversation _conversation;
    private readonly ILogger _logger;
    private Close? _givenUp;
    private volatile bool _heard;
    private volatile bool _left;

    public Connection(Uri server, HomingClientOptions options, Conversation conversation, ILogger logger)
    {
        Server = server;
        _options = options;
        _conversation = conversation;
        _logger = logger;
        _socket.Options.AddSubProtocol("homing.v1");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero; // The protocol has its own pings.
        options.ConfigureSocket?.Invoke(_socket.Options);
        Acks = new Acks(options.TimeProvider, Send);
    }

    public Uri Server { get; }

    /// <summary>What the gateway said when it took us in.</summary>
    public ServerFrame Welcome { get; private set; } = new();

    public Acks Acks { get; }

    public bool HasRoom => _outbox.HasRoom;

    /// <summary>Completes when the connection is over, with how.</summary>
    public Task<Close> Closed => _closed.Task;

    /// <summary>Completes when the gateway asks to leave.</summary>
    public Task<ServerFrame> ToldToGo => _goaway.Task;

    /// <summary>Connects, says hello and waits for the welcome.</summary>
    /// <returns>Null where it was welcomed; otherwise how the gateway closed.</returns>
    public async Task<Close?> OpenAsync(Func<byte[]> hello, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ConnectAsync(SocketAddress(Server), cancellationToken);
            await _socket.SendAsync(hello().AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            while (await ReceiveAsync(cancellationToken))
            {
                if (!ServerFrame.TryRead(_received.WrittenSpan, out var frame))
                {
                    continue;
                }

                if (frame.Type == "welcome")
                {
                    Welcome = frame;
                    return null;
                }

                _conversation.Received(this, frame);
            }

            var close = HowItEnded();
            Dispose();
            return close;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts to send, to receive and to ping.</summary>
    public void Start() => _ = RunAsync();

    /// <summary>Never blocks. A peer that has stopped reading is given up.</summary>
    public void Send(byte[] frame)
    {
        if (!_outbox.TryPost(frame) && !_left)
        {
            GiveUp("the gateway does not read");
        }
    }

    /// <summary>Sends what waits, says goodbye, and waits a moment for the answer. What comes in is not handed on.</summary>
    public async Task LeaveAsync()
    {
        _left = true;
        Acks.Flush();
        _outbox.Complete();
        try
        {
            await Closed.WaitAsync(GoodbyePatience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Abort();
            await Closed;
        }
    }

    /// <summary>Done by itself once the connection is over.</summary>
    public void Dispose()
    {
        Acks.Dispose();
        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        var period = TimeSpan.FromMilliseconds(Welcome.PingMs);
        var pinging = period > TimeSpan.Zero ? PingAsync(period) : Task.CompletedTask;
        var sending = SendAsync();
        try
        {
            while (await ReceiveAsync(CancellationToken.None))
            {
                _heard = true;
                Dispatch();
            }
        }
        catch (Exception exception)
        {
            _givenUp ??= new Close(CloseCode.Abnormal, exception.Message);
        }

        var close = HowItEnded();
        _outbox.Complete();
        if (_socket.State == WebSocketState.CloseReceived)
        {
            // Behind what still waits goes our own close frame, which the gateway waits for.
            await Task.WhenAny(sending, Task.Delay(GoodbyePatience, TimeProvider.System));
        }

        await _ended.CancelAsync();
        await Task.WhenAll(pinging, sending);
        Dispose();
        _conversation.Lost(this, close);
        _closed.TrySetResult(close);
    }

    private void Dispatch()
    {
        if (!ServerFrame.TryRead(_received.WrittenSpan, out var frame))
        {
            LogUnreadable(Encoding.UTF8.GetString(_received.WrittenSpan[..Math.Min(_received.WrittenCount, 200)]));
        }
        else if (frame.Type == "goaway")
        {
            _goaway.TrySetResult(frame);
        }
        else if (!_left)
        {
            _conversation.Received(this, frame);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await _outbox.RunAsync(_socket, () => _conversation.HasRoom(this), _ended.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended.Token);
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            _socket.Abort();
        }
    }

    /// <summary>Pings whatever else is said: the gateway closes who is silent. Any frame counts as the answer.</summary>
    private async Task PingAsync(TimeSpan period)
    {
        using var timer = new PeriodicTimer(period, _options.TimeProvider);
        var waits = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (waits && !_heard)
                {
                    GiveUp($"nothing was heard for {period.TotalSeconds:0.###} s");
                    return;
                }

                (waits, _heard) = (true, false);
                _outbox.TryPost(ClientFrame.Ping);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
    }

    /// <summary>Reads one message into <see cref="_received"/>.</summary>
    /// <returns>False where the peer closed, or sent more than is read.</returns>
    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            var read = await _socket.ReceiveAsync(_received.GetMemory(4096), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            _received.Advance(read.Count);
            if (_received.WrittenCount > _options.MaxFrameBytes)
            {
                GiveUp($"a frame is larger than {_options.MaxFrameBytes} bytes");
                return false;
            }

            if (read.EndOfMessage)
            {
                return true;
            }
        }
    }

    private Close HowItEnded() => _givenUp ?? (_socket.CloseStatus is { } code
        ? new Close((int)code, _socket.CloseStatusDescription is { Length: > 0 } reason ? reason : $"closed with {(int)code}")
        : new Close(CloseCode.Abnormal, "the connection broke"));

    /// <summary>A dead peer would let a close hang for minutes, so the socket is cut off.</summary>
    private void GiveUp(string reason)
    {
        _givenUp ??= new Close(CloseCode.Silent, reason);
        Abort();
    }

    private void Abort() => _socket.Abort();

    private static bool IsLoss(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException
            or InvalidOperationException;

    private static Uri SocketAddress(Uri server) => new UriBuilder(server)
    {
        Scheme = server.Scheme is "https" or "wss" ? "wss" : "ws",
        Port = server.Port,
        Path = server.AbsolutePath.TrimEnd('/') + "/ws",
    }.Uri;

    [LoggerMessage(EventIds.FrameUnreadable, LogLevel.Debug, "A frame that is not one was passed over: {Start}")]
    private partial void LogUnreadable(string start);
}
