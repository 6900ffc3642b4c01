using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Homing.Testing;

/// <summary>A client that speaks the protocol frame by frame, as an outsider's would; it decides nothing by itself.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    private SocketClient()
    {
        _socket.Options.AddSubProtocol("homing.v1");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>From the welcome.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>From the welcome.</summary>
    public string Session { get; private set; } = "";

    /// <summary>The whole welcome.</summary>
    public JsonElement Welcome { get; private set; }

    /// <summary>Opens a socket, with these headers to its upgrade, and says nothing.</summary>
    public static async Task<SocketClient> OpenAsync(Uri server, params (string Name, string Value)[] headers)
    {
        var client = new SocketClient();
        Array.ForEach(headers, header => client._socket.Options.SetRequestHeader(header.Name, header.Value));
        using var patience = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(
            new Uri(server.ToString().Replace("http", "ws", StringComparison.Ordinal) + "ws"), patience.Token);
        return client;
    }

    /// <summary>Opens a socket as a new client and says hello: a guest's, unless the headers say who it is.</summary>
    public static async Task<SocketClient> ConnectAsync(Uri server, params (string Name, string Value)[] headers)
    {
        var ticket = await TicketAsync(server, headers);
        var client = await OpenAsync(server, headers);
        await client.SendAsync(new { type = "hello", ticket });
        await client.ReadWelcomeAsync();
        return client;
    }

    /// <summary>Opens a socket and resumes a session.</summary>
    public static async Task<SocketClient> ResumeAsync(Uri server, string session, params string[] pending)
    {
        var client = await OpenAsync(server);
        await client.SendAsync(new { type = "hello", session, pending });
        await client.ReadWelcomeAsync();
        return client;
    }

    /// <summary>A ticket: a guest's, unless the headers say who it is.</summary>
    public static async Task<string> TicketAsync(Uri server, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server };
        Array.ForEach(headers, header => http.DefaultRequestHeaders.Add(header.Name, header.Value));
        using var answer = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ticket").GetString()!;
    }

    /// <summary>Sends an object as one text frame.</summary>
    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    /// <summary>Sends text as one frame, whatever it is.</summary>
    public Task SendTextAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends bytes as one frame of that type.</summary>
    public async Task SendBytesAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, endOfMessage: true, patience.Token);
    }

    /// <summary>Sends a request.</summary>
    public Task RequestAsync(string id, string op, object? body = null) => SendAsync(new { type = "request", id, op, body });

    /// <summary>The next frame; fails where the connection closes.</summary>
    public async Task<JsonElement> ReceiveAsync()
    {
        var text = await ReceiveTextAsync();
        return text is null
            ? throw new InvalidOperationException($"Closed with {_socket.CloseStatus} {_socket.CloseStatusDescription}")
            : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Reads on until a frame of that type comes.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame.GetProperty("type").GetString() == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads on until the connection is closed and answers with what.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        while (await ReceiveTextAsync() is not null)
        {
        }

        return (int)_socket.CloseStatus!;
    }

    /// <summary>Says goodbye and waits for the answer.</summary>
    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // A test that is over has nothing to say to a server that is gone.
            }
        }

        _socket.Dispose();
    }

    /// <summary>Reads the answer to a good hello.</summary>
    public async Task ReadWelcomeAsync()
    {
        Welcome = await ReceiveAsync();
        if (Welcome.GetProperty("type").GetString() != "welcome")
        {
            throw new InvalidOperationException("The first frame is not a welcome: " + Welcome);
        }

        ClientId = Welcome.GetProperty("client_id").GetString()!;
        Session = Welcome.GetProperty("session").GetString()!;
    }

    private async Task<string?> ReceiveTextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            length += read.Count;
            if (read.MessageType == WebSocketMessageType.Close)
            {
                if (_socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                }

                return null;
            }

            if (read.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }
}
