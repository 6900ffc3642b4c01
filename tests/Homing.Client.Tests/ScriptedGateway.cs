using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Homing.Client.Tests;

/// <summary>A server on real sockets that does nothing by itself: the test reads each frame and says each answer.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();
    private int _tickets;

    private ScriptedGateway(WebApplication application) => _application = application;

    public Uri Server => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.Single());

    /// <summary>Tickets that were asked for.</summary>
    public int Tickets => Volatile.Read(ref _tickets);

    /// <summary>What the ticket call answers.</summary>
    public int TicketStatus { get; set; } = StatusCodes.Status200OK;

    public static async Task<ScriptedGateway> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var gateway = new ScriptedGateway(application);
        application.UseWebSockets();
        application.MapPost("/api/tickets", () =>
        {
            var number = Interlocked.Increment(ref gateway._tickets);
            return gateway.TicketStatus == StatusCodes.Status200OK
                ? Results.Json(new { client_id = "c1", ticket = $"ticket-{number}", expires_at = "2030-01-01T00:00:00Z" })
                : Results.StatusCode(gateway.TicketStatus);
        });
        application.Map("/ws", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("homing.v1");
            var connection = new ScriptedConnection(socket);
            await gateway._connections.Writer.WriteAsync(connection);
            await connection.ReadAsync();
        });
        await application.StartAsync();
        return gateway;
    }

    /// <summary>The next connection, which has said nothing yet.</summary>
    public Task<ScriptedConnection> AcceptAsync() => Patience.WaitAsync(_connections.Reader.ReadAsync().AsTask(), "a connection");

    /// <summary>The next connection, after hello and welcome.</summary>
    public async Task<ScriptedConnection> WelcomeAsync(Action<Dictionary<string, object>>? change = null)
    {
        var connection = await AcceptAsync();
        connection.Hello = await connection.ReceiveAsync("hello");
        await connection.WelcomeAsync(change);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
