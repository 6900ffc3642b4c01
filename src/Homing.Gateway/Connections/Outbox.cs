using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;

namespace Homing.Gateway.Connections;

/// <summary>
/// The frames that wait for one client, in order, bounded in bytes. What is <see cref="IConflated"/> waits for its turn like
/// a frame and counts no bytes: however slowly the client reads, it stands there once and is written when its turn comes.
/// Nothing runs while there is nothing to send: the first frame starts the writing on its caller's thread, which costs it
/// a copy into the server's buffer.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // Each a PooledBuffer or an IConflated. Made when something has to wait, which idle connections never see.
    private Queue<object>? _waiting;
    private Closing? _close;
    private TaskCompletionSource? _room;
    private int _bytes;
    private bool _writing;
    private bool _ended;

    public Outbox(WebSocket socket, GatewayMetrics metrics, TimeProvider time) =>
        (_socket, _metrics, _time) = (socket, metrics, time);

    /// <summary>True once a close frame waits or went out, or nothing can be sent any more.</summary>
    public bool IsClosing => _ended || _close is not null;

    /// <summary>Bytes that wait or are being sent, without those of what is conflated.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>Puts a frame behind the others, and takes care of its buffer whatever happens.</summary>
    public void Send(PooledBuffer frame)
    {
        if (!TryAdd(frame, frame.Length))
        {
            frame.Dispose();
        }
    }

    /// <summary>
    /// Puts what is conflated behind the others. It is asked for its frame once, on any thread, maybe before this returns;
    /// never where the client can be sent nothing any more.
    /// </summary>
    public void Send(IConflated source) => TryAdd(source, 0);

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

        _ = WriteAsync(null);
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

            // The writer completes it when no bytes wait: simple, and a client that reads gets there soon.
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

    private bool TryAdd(object item, int bytes)
    {
        lock (_gate)
        {
            if (_ended || _close is not null)
            {
                return false;
            }

            _bytes += bytes;
            if (_writing)
            {
                (_waiting ??= new Queue<object>(4)).Enqueue(item);
                return true;
            }

            _writing = true;
        }

        _ = WriteAsync(item);
        return true;
    }

    private async Task WriteAsync(object? item)
    {
        try
        {
            var sent = 0;
            Closing? close = null;
            while (item is not null || TryNext(sent, out item, out close))
            {
                var counted = item as PooledBuffer;
                sent = counted?.Length ?? 0;
                using var frame = counted ?? ((IConflated)item).TakeFrame();
                item = null;
                if (frame is not null)
                {
                    await _socket.SendAsync(
                        frame.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }

            if (close is not null)
            {
                await _socket.CloseOutputAsync(close.Code, close.Reason, CancellationToken.None);
                End();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone; the receiving side finds out by itself.
            End();
        }
    }

    // False where nothing waits: then the writing has ended, or the close frame is all that is left to be written.
    private bool TryNext(int sent, [NotNullWhen(true)] out object? item, out Closing? close)
    {
        lock (_gate)
        {
            _bytes -= sent;
            if (_bytes <= 0)
            {
                Release();
            }

            item = null;
            close = null;
            if (_waiting is not null && _waiting.TryDequeue(out item))
            {
                return true;
            }

            close = _close;
            _writing = close is not null;
            return false;
        }
    }

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
            while (_waiting is not null && _waiting.TryDequeue(out var item))
            {
                (item as PooledBuffer)?.Dispose();
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
