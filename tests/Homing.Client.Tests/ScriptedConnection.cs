using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Homing.Client.Tests;

/// <summary>One socket of a <see cref="ScriptedGateway"/>.</summary>
internal sealed class ScriptedConnection
{
    private readonly WebSocket _socket;
    private readonly Channel<JsonElement> _frames = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedConnection(WebSocket socket) => _socket = socket;

    public JsonElement Hello { get; set; }

    /// <summary>The client has closed, or is gone.</summary>
    public Task EndedAsync() => Patience.WaitAsync(_ended.Task, "the end of a connection");

    public bool HasEnded => _ended.Task.IsCompleted;

    public async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult read;
                do
                {
                    read = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += read.Count;
                }
                while (!read.EndOfMessage);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                await _frames.Writer.WriteAsync(JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone());
            }

            if (_socket.State == WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
        }
        catch (WebSocketException)
        {
            // The client went without a word.
        }

        _frames.Writer.TryComplete();
        _ended.TrySetResult();
    }

    /// <summary>The next frame, which must be of that type.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        var frame = await Patience.WaitAsync(_frames.Reader.ReadAsync().AsTask(), type);
        Assert.True(frame.GetProperty("type").GetString() == type, $"Waiting for {type}, there came {frame}");
        return frame;
    }

    public Task SendAsync(object frame) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(frame)), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task WelcomeAsync(Action<Dictionary<string, object>>? change = null)
    {
        var welcome = new Dictionary<string, object>
        {
            ["type"] = "welcome",
            ["client_id"] = "c1",
            ["session"] = "s1",
            ["api_id"] = 0,
            ["epoch"] = 1,
            ["resumed"] = Hello.TryGetProperty("session", out _),
            ["ping_ms"] = 3_600_000,
            ["max_frame_bytes"] = 65_536,
            ["max_in_flight"] = 16,
            ["resume_ttl_ms"] = 120_000,
            ["reconnect_window_ms"] = 2_000,
        };
        change?.Invoke(welcome);
        return SendAsync(welcome);
    }

    /// <summary>Answers a request frame with its own body.</summary>
    public Task AnswerAsync(JsonElement request, long seq) => SendAsync(new
    {
        type = "response",
        id = request.GetProperty("id").GetString(),
        seq,
        op = request.GetProperty("op").GetString(),
        body = request.GetProperty("body"),
    });

    public Task CloseAsync(int code) =>
        _socket.CloseOutputAsync((WebSocketCloseStatus)code, "scripted", CancellationToken.None);

    public void Abort() => _socket.Abort();
}
