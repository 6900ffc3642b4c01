using System.Net.WebSockets;

namespace Homing.Gateway.Connections;

/// <summary>
/// The frames that wait for one client, in order, bounded in bytes. Nothing runs while there is nothing to send: the
/// first frame starts the writing on its caller's thread, which costs it a copy into the server's buffer.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Queue<PooledBuffer>? _waiting;
    private Closing? _close;
    private TaskCompletionSource? _room;
    private int _bytes;
    private bool _writing;
    private bool _ended;

    public Outbox(WebSocket socket, GatewayMetrics metrics, TimeProvider time) =>
        (_socket, _metrics, _time) = (socket, metrics, time);

    /// <summary>True once a close frame waits or went out, or nothing can be sent any more.</summary>
    public bool IsClosing => _ended || _close is not null;

    /// <summary>Bytes that wait.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>Puts a frame behind the others, and takes care of its buffer whatever happens.</summary>
    public void Send(PooledBuffer frame)
    {
        lock (_gate)
        {
            if (_ended || _close is not null)
            {
                frame.Dispose();
                return;
            }

            (_waiting ??= new Queue<PooledBuffer>(4)).Enqueue(frame);
            _bytes += frame.Length;
            if (_writing)
            {
                return;
            }

            _writing = true;
        }

        _ = WriteAsync();
    }

    /// <summary>
    /// Sends a close frame behind what already waits; nothing is taken after it, and only the first counts. A client that
    /// neither reads nor answers it in time is cut off.
    /// </summary>
    /// <returns>Completes when the close frame went out, or nothing ever will.</returns>
    public Task CloseAsync(WebSocketCloseStatus code, string reason)
    {
        Closing closing;
        lock (_gate)
        {
            if (_ended)
            {
                return Task.CompletedTask;
            }

            if (_close is not null)
            {
                return _close.Sent.Task;
            }

            _metrics.ConnectionClosed((int)code);
            _close = closing = new Closing(code, reason, _time.CreateTimer(
                static socket => ((WebSocket)socket!).Abort(), _socket, CloseTimeout, Timeout.InfiniteTimeSpan));
            if (_writing)
            {
                return closing.Sent.Task;
            }

            _writing = true;
        }

        _ = WriteAsync();
        return closing.Sent.Task;
    }

    /// <summary>Cuts the socket off: nothing that waits is sent.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Completes when no more than <paramref name="bytes"/> wait, or nothing will ever be sent again.</summary>
    public Task WaitForRoomAsync(int bytes)
    {
        lock (_gate)
        {
            if (_ended || _bytes <= bytes)
            {
                return Task.CompletedTask;
            }

            // The writer completes it when the queue is empty: simple, and a client that reads gets there soon.
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The socket has ended: what waits is dropped.</summary>
    public void Dispose()
    {
        End();
        _close?.Deadline.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                PooledBuffer? frame;
                Closing? close = null;
                lock (_gate)
                {
                    frame = Next();
                    if (frame is null)
                    {
                        Release();
                        if (_close is null)
                        {
                            _writing = false;
                            return;
                        }

                        close = _close;
                    }
                }

                if (close is not null)
                {
                    await _socket.CloseOutputAsync(close.Code, close.Reason, CancellationToken.None);
                    End();
                    return;
                }

                using (frame)
                {
                    await _socket.SendAsync(
                        frame!.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    Interlocked.Add(ref _bytes, -frame.Length);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone; the receiving side finds out by itself.
            End();
        }
    }

    private PooledBuffer? Next() => _waiting is not null && _waiting.TryDequeue(out var frame) ? frame : null;

    private void Release()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            while (Next() is { } frame)
            {
                frame.Dispose();
            }

            _bytes = 0;
            Release();
        }

        _close?.Sent.TrySetResult();
    }

    private sealed record Closing(WebSocketCloseStatus Code, string Reason, ITimer Deadline)
    {
        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
