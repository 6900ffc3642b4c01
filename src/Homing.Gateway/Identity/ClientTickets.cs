using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Identity;

/// <summary>
/// Makes and reads tickets (for the first hello) and sessions (for the ones after it). Both are sealed by ASP.NET Core
/// Data Protection, so any gateway that shares the keys can read them and nobody can forge one.
/// </summary>
public sealed class ClientTickets
{
    private readonly ITimeLimitedDataProtector _tickets;
    private readonly ITimeLimitedDataProtector _sessions;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Uses the application's keys.</summary>
    public ClientTickets(IDataProtectionProvider keys, IOptions<GatewayOptions> options, TimeProvider time)
    {
        _tickets = keys.CreateProtector("Homing.Ticket.v1").ToTimeLimitedDataProtector();
        _sessions = keys.CreateProtector("Homing.Session.v1").ToTimeLimitedDataProtector();
        _options = options.Value;
        _time = time;
    }

    /// <summary>A ticket for a client that never was before.</summary>
    public ClientTicket IssueForGuest()
    {
        var clientId = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
        var expiresAt = _time.GetUtcNow() + _options.TicketLifetime;
        return new ClientTicket(clientId, _tickets.Protect(clientId, expiresAt), expiresAt);
    }

    /// <summary>A session by which the client can come back, to any gateway.</summary>
    public string IssueSession(ClientSession session) =>
        _sessions.Protect(session.ToText(), _time.GetUtcNow() + _options.SessionLifetime);

    /// <summary>The client that the ticket was made for; null where it is forged or too old.</summary>
    public string? ReadTicket(string ticket) => Read(_tickets, ticket);

    /// <summary>What the session was made for; null where it is forged or too old.</summary>
    public ClientSession? ReadSession(string session) =>
        Read(_sessions, session) is { } text ? ClientSession.Parse(text) : null;

    private string? Read(ITimeLimitedDataProtector protector, string text)
    {
        try
        {
            var clientId = protector.Unprotect(text, out var expiresAt);
            return expiresAt > _time.GetUtcNow() ? clientId : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>What a client shows in its first hello.</summary>
/// <param name="ClientId">The id that the client will have.</param>
/// <param name="Ticket">Opaque.</param>
/// <param name="ExpiresAt">No hello with it is taken after this.</param>
public sealed record ClientTicket(string ClientId, string Ticket, DateTimeOffset ExpiresAt);
