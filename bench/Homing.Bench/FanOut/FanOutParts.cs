using System.Net;
using System.Net.Sockets;
using System.Text;
using Homing.Bench.Support;
using Homing.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Bench.FanOut;

/// <summary>The servers that are parts of this program. Each is given its values at <see cref="ValuePath"/>.</summary>
internal static class FanOutParts
{
    public const string ValuePath = "/value";

    /// <summary>A gateway with one channel, and the log in files.</summary>
    public static async Task<int> RunHomingAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Configuration["Homing:Log:Directory"] = arguments.Required("data");
        builder.Configuration["Homing:Gateway:Urls:0"] = BenchServer.Url(arguments);
        builder.Configuration["Homing:Gateway:PingInterval"] = "00:10:00";
        builder.Configuration["Homing:Limits:TicketsPerAddress"] = "0";
        builder.Services.Configure<SocketTransportOptions>(sockets =>
            sockets.UnsafePreferInlineScheduling = arguments.Has("inline"));
        builder.Services.AddEmbeddedLog();
        builder.Services.AddInProcessLeases();
        builder.Services.AddHomingGateway();
        builder.Services.AddSingleton<FanOutChannel>();
        builder.Services.AddSingleton<IChannelSource>(services => services.GetRequiredService<FanOutChannel>());
        builder.Services.AddHostedService(services => services.GetRequiredService<FanOutChannel>());
        await using var application = builder.Build();
        application.MapHoming();
        application.MapPost(ValuePath, async (HttpRequest request, FanOutChannel channel, CancellationToken cancellationToken) =>
            await channel.PublishAsync(await ReadAsync(request, cancellationToken), cancellationToken));
        return await BenchServer.RunAsync(application);
    }

    /// <summary>A hub that adds everyone to one group.</summary>
    public static async Task<int> RunSignalRAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        builder.Services.AddSignalR(hubs => hubs.ClientTimeoutInterval = TimeSpan.FromMinutes(10));
        await using var application = builder.Build();
        application.MapHub<WatchHub>("/hub");
        application.MapPost(ValuePath, (FanOutValue value, IHubContext<WatchHub> hub) =>
            hub.Clients.Group(FanOutChannel.Channel).SendAsync("value", value));
        return await BenchServer.RunAsync(application);
    }

    /// <summary>
    /// Next to nothing: sends each value to every socket, one after the other on one thread, as a frame that it built
    /// once. What the watchers can take from it is what they could take from anybody.
    /// </summary>
    public static async Task<int> RunRawAsync(BenchArguments arguments)
    {
        var builder = BenchServer.CreateBuilder(arguments);
        await using var application = builder.Build();
        using var listener = new TcpListener(IPAddress.Loopback, arguments.Number("socket-port", 0));
        listener.Start(backlog: 4096);
        var watchers = new List<Socket>();
        var gate = new Lock();
        new Thread(() => Accept(listener, watchers, gate)) { IsBackground = true }.Start();
        application.MapPost(ValuePath, async (HttpRequest request, CancellationToken cancellationToken) =>
        {
            var frame = Frame(await ReadAsync(request, cancellationToken));
            lock (gate)
            {
                foreach (var watcher in watchers)
                {
                    Native.Send((int)watcher.Handle, frame);
                }
            }
        });
        return await BenchServer.RunAsync(application);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var value = new byte[checked((int)request.ContentLength.GetValueOrDefault())];
        await request.Body.ReadExactlyAsync(value, cancellationToken);
        return value;
    }

    private static void Accept(TcpListener listener, List<Socket> watchers, Lock gate)
    {
        while (true)
        {
            var socket = listener.AcceptSocket();
            Upgrade(socket);
            lock (gate)
            {
                watchers.Add(socket);
            }
        }
    }

    // The clients always send the same nonce, that of RFC 6455, and do not look at the answer.
    private static void Upgrade(Socket socket)
    {
        socket.NoDelay = true;
        var head = new byte[4096];
        var length = 0;
        while (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            length += socket.Receive(head.AsSpan(length));
        }

        socket.Send(Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
    }

    // A server's frames are not masked; 126 says that two bytes of length follow.
    private static byte[] Frame(byte[] payload) =>
        [0x80 | WebSocketFrame.Text, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    private sealed class WatchHub : Hub
    {
        public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, FanOutChannel.Channel);

        public static string Echo(string text) => text;
    }
}
