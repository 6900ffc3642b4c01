using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Homing.Gateway.Tests.Channels;

/// <summary>A socket whose peer reads when the test says so: sends complete one by one.</summary>
internal sealed class HeldSocket : WebSocket
{
    private TaskCompletionSource? _sending;

    /// <summary>True where the peer reads all by itself.</summary>
    public bool Reads { get; set; }

    /// <summary>The frames that the peer has read.</summary>
    public List<JsonElement> Frames { get; } = [];

    /// <summary>Of the frame that waits to be read.</summary>
    public JsonElement? Waiting { get; private set; }

    public int? ClosedWith { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    /// <summary>The peer reads the frame that waits.</summary>
    /// <returns>False where none does.</returns>
    public bool Read()
    {
        if (Waiting is not { } frame)
        {
            return false;
        }

        Waiting = null;
        Frames.Add(frame);
        _sending!.SetResult();
        return true;
    }

    /// <summary>The peer reads all there is.</summary>
    public void ReadAll()
    {
        while (Read())
        {
        }
    }

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Assert.Null(Waiting);
        var frame = JsonDocument.Parse(Encoding.UTF8.GetString(buffer.Span)).RootElement;
        if (Reads)
        {
            Frames.Add(frame);
            return ValueTask.CompletedTask;
        }

        Waiting = frame;
        _sending = new TaskCompletionSource();
        return new ValueTask(_sending.Task);
    }

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        ClosedWith = (int)closeStatus;
        return Task.CompletedTask;
    }

    public override void Abort() => _sending?.TrySetException(new WebSocketException());

    public override void Dispose()
    {
    }

    public override Task CloseAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
