using System.Buffers;
using System.Net.WebSockets;
using Homing.Bench.Support;
using Microsoft.AspNetCore.Builder;

namespace Homing.Bench.Idle;

/// <summary>The least that a WebSocket costs in ASP.NET Core: an echo that waits with zero-byte reads.</summary>
internal static class RawServer
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        await using var application = BenchServer.CreateBuilder(arguments).Build();
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        application.Map("/ws", async (Microsoft.AspNetCore.Http.HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await EchoAsync(socket);
        });
        return await BenchServer.RunAsync(application);
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        try
        {
            while (true)
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                var buffer = ArrayPool<byte>.Shared.Rent(4096);
                var read = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                await socket.SendAsync(
                    buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, CancellationToken.None);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (WebSocketException)
        {
            // The client is gone.
        }
    }
}
