using System.Net.WebSockets;

namespace Homing.Client;

/// <summary>Where the gateways are, and how the client behaves. Read once, when the client is made.</summary>
public sealed class HomingClientOptions
{
    /// <summary>
    /// The addresses of the gateways, such as <c>https://homing.example/</c>. With several, each failed try and each
    /// <c>goaway</c> moves on to the next.
    /// </summary>
    public IList<Uri> Servers { get; } = [];

    /// <summary>
    /// Gets a ticket from the server that is given, for a client without a session. An <see cref="HttpRequestException"/>
    /// with 401 or 403 closes the client; any other exception is a failed try.
    /// </summary>
    /// <value>Default: <c>POST /api/tickets</c>, with <see cref="AccessToken"/> if there is one.</value>
    public Func<Uri, CancellationToken, ValueTask<string>>? Ticket { get; set; }

    /// <summary>The bearer token of a signed-in user, for the default <see cref="Ticket"/>.</summary>
    /// <value>Default none: the client is a guest.</value>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }

    /// <summary>Where the session is kept from one run of the program to the next.</summary>
    /// <value>Default none: it lives as long as the client.</value>
    public ISessionStore? SessionStore { get; set; }

    /// <summary>The deadline of requests that bring none of their own.</summary>
    /// <value>More than zero. Default 30 s.</value>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that may wait for an answer, sent or not; one more fails at once.</summary>
    /// <value>At least 1. Default 65,536.</value>
    public int MaxPendingRequests { get; set; } = 65_536;

    /// <summary>Pushes that may wait for the handlers. One that finds no room is not acknowledged, so it comes again.</summary>
    /// <value>At least 1. Default 1,024.</value>
    public int MaxWaitingPushes { get; set; } = 1_024;

    /// <summary>The largest frame that is read; a larger one ends the connection.</summary>
    /// <value>At least 1 KiB, in bytes. Default 16 MiB.</value>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Called for every socket before it connects: proxy, certificates, headers.</summary>
    public Action<ClientWebSocketOptions>? ConfigureSocket { get; set; }

    /// <summary>The clock.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the jitter comes from; used by one thread at a time.</summary>
    /// <value>Default <see cref="System.Random.Shared"/>.</value>
    public Random Random { get; set; } = Random.Shared;

    internal void Validate()
    {
        if (Servers.Count == 0)
        {
            throw new ArgumentException("Servers is empty: name one address at least.", nameof(Servers));
        }

        foreach (var server in Servers)
        {
            if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https" or "ws" or "wss"))
            {
                throw new ArgumentException($"'{server}' in Servers is not an http, https, ws or wss address.", nameof(Servers));
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DefaultDeadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingRequests, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaitingPushes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFrameBytes, 1024);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(Random);
    }
}
