using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Homing.Bench.Slow;

/// <summary>
/// Asks again and again for an answer of 8 KiB, reads 1 KiB at a time and acknowledges nothing. Closed by the server, it
/// comes back with its session. Its kernel takes in as little as it can be told to.
/// </summary>
internal sealed class SlowClient(IPEndPoint server, string ticket, TimeSpan askPause, TimeSpan readPause) : IDisposable
{
    private const int ReadBytes = 1024;
    private static readonly string Text = new('x', 8 * 1024);
    private ClientWebSocket _socket = new();
    private string? _session;

    public long Asked { get; private set; }

    public long BytesRead { get; private set; }

    public long Closed { get; private set; }

    public async Task ConnectAsync()
    {
        _socket.Dispose();
        _socket = new ClientWebSocket();
        _socket.Options.AddSubProtocol("homing.v1");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var handler = new SocketsHttpHandler { ConnectCallback = OpenAsync };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await _socket.ConnectAsync(new Uri($"ws://{server}/ws"), invoker, CancellationToken.None);
        await SendAsync(
            _session is null ? new { type = "hello", ticket } : new { type = "hello", session = _session }, CancellationToken.None);
        var welcome = new byte[4096];
        var read = await _socket.ReceiveAsync(welcome, CancellationToken.None);
        using var frame = JsonDocument.Parse(welcome.AsMemory(0, read.Count));
        _session = frame.RootElement.GetProperty("session").GetString();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var ended = await Task.WhenAny(AskAsync(broken.Token), ReadAsync(broken.Token));
            await broken.CancelAsync();
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
            {
                Closed++;
                await ConnectAsync();
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReadBytes };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(askPause, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await SendAsync(
                new { type = "request", id = $"r{Asked}", op = HomingServer.Operation, body = new { text = Text } }, cancellationToken);
            Asked++;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadBytes];
        while (true)
        {
            await Task.Delay(readPause, TimeProvider.System, cancellationToken);
            var read = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            BytesRead += read.Count;
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
        }
    }

    private Task SendAsync(object frame, CancellationToken cancellationToken) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(frame)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
