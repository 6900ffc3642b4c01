using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Homing.Gateway.Connections;
using Homing.Gateway.Limits;
using Homing.Gateway.Origins;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ConnectionContext = Microsoft.AspNetCore.Connections.ConnectionContext;

namespace Homing.Gateway.Direct;

/// <summary>
/// Takes upgrades of <c>/ws</c> off a connection before the HTTP server sets up anything for it: what HTTP keeps for a
/// request is more than half of what an idle WebSocket costs. Whatever is not plainly such an upgrade goes on to the
/// HTTP server untouched, where <c>MapHoming</c> answers it.
/// </summary>
internal sealed class DirectUpgrade(
    GatewaySet gateways, OriginRule origins, IOptions<GatewayOptions> options, IOptions<LimitOptions> limits, TimeProvider time)
    : IConfigureOptions<KestrelServerOptions>
{
    public const string SubProtocol = "homing.v1";

    private readonly TimeSpan _patience = options.Value.HelloTimeout;
    private readonly bool _hasProxies = limits.Value.TrustedProxies.Count > 0;

    /// <summary>Puts itself before the HTTP server on every endpoint.</summary>
    public void Configure(KestrelServerOptions options)
    {
        if (gateways.TakesUpgradesDirectly)
        {
            options.ConfigureEndpointDefaults(
                endpoint => endpoint.Use(next => connection => OnConnectionAsync(connection, next)));
        }
    }

    private async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await TryUpgradeAsync(connection.Transport) is { } offered)
        {
            await ServeAsync(connection, offered ? SubProtocol : null);
        }
        else
        {
            await next(connection);
        }
    }

    // Answers whether the subprotocol was offered; null where the connection is the HTTP server's.
    private async Task<bool?> TryUpgradeAsync(IDuplexPipe transport)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        while (true)
        {
            ReadResult read;
            try
            {
                read = await transport.Input.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // The server has time-outs of its own.
                return null;
            }

            switch (UpgradeRequest.Read(read.Buffer, SubProtocol, out var upgrade))
            {
                case UpgradeVerdict.Upgrade when IsOurs(upgrade!):
                    transport.Input.AdvanceTo(read.Buffer.GetPosition(upgrade!.Length));
                    await transport.Output.WriteAsync(upgrade.Response);
                    return upgrade.IsOffered;
                case UpgradeVerdict.Incomplete when !read.IsCompleted:
                    transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    break;
                default:
                    transport.Input.AdvanceTo(read.Buffer.Start);
                    return null;
            }
        }
    }

    // What is refused is refused over HTTP, and a proxy that is trusted is asked there who is behind it.
    private bool IsOurs(Upgrade upgrade) =>
        origins.Allows(upgrade.Origin, upgrade.Host) && !(_hasProxies && upgrade.IsForwarded);

    private async Task ServeAsync(ConnectionContext connection, string? subProtocol)
    {
        using var stream = new TransportStream(connection.Transport);

        // Clients ping by themselves, in the protocol; a timer in every socket would cost memory for nothing.
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subProtocol,
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
        });
        await gateways.For((connection.LocalEndPoint as IPEndPoint)?.Port ?? 0).ServeAsync(
            socket, new SocketPeer((connection.RemoteEndPoint as IPEndPoint)?.Address, UserId: null));
        if (stream.IsStuck)
        {
            connection.Abort(new ConnectionAbortedException("The client takes nothing."));
        }
    }
}
