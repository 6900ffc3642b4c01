using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Identity;

/// <summary>
/// Makes and reads tickets (for the first hello) and sessions (for the ones after it). Both are sealed by ASP.NET Core
/// Data Protection, so any gateway that shares the keys can read them and nobody can forge one.
/// </summary>
public sealed class ClientTickets
{
    private readonly IDataProtector _tickets;
    private readonly IDataProtector _sessions;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Uses the application's keys.</summary>
    public ClientTickets(IDataProtectionProvider keys, IOptions<GatewayOptions> options, TimeProvider time)
    {
        _tickets = keys.CreateProtector("Homing.Ticket.v3");
        _sessions = keys.CreateProtector("Homing.Session.v3");
        _options = options.Value;
        _time = time;
    }

    /// <summary>A ticket for a client that never was before.</summary>
    /// <param name="userId">Whose client it will be; null for a guest.</param>
    /// <param name="roles">The user's roles.</param>
    public ClientTicket Issue(string? userId, params IReadOnlyList<string> roles)
    {
        var clientId = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
        var expiresAt = _time.GetUtcNow() + _options.TicketLifetime;
        return new ClientTicket(clientId, Seal(_tickets, new ClientIdentity(clientId, userId) { Roles = roles }, expiresAt), expiresAt);
    }

    /// <summary>A session by which the client can come back, to any gateway.</summary>
    public string IssueSession(ClientSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Seal(_sessions, session.Client, _time.GetUtcNow() + _options.SessionLifetime, session.WriteTo);
    }

    /// <summary>Reads a ticket; whether it was used before is not in it.</summary>
    /// <returns>False where it is forged or too old.</returns>
    public bool TryReadTicket(string ticket, [NotNullWhen(true)] out ClientIdentity? client, out DateTimeOffset expiresAt) =>
        TryOpen(_tickets, ticket, out client, out expiresAt);

    /// <summary>Reads a session.</summary>
    /// <returns>False where it is forged or too old.</returns>
    public bool TryReadSession(string session, [NotNullWhen(true)] out ClientSession? read)
    {
        ClientSession? found = null;
        var isGood = TryOpen(
            _sessions, session, out _, out _, (client, reader) => found = ClientSession.ReadFrom(client, reader));
        read = found;
        return isGood;
    }

    private static string Seal(
        IDataProtector protector, ClientIdentity client, DateTimeOffset expiresAt, Action<BinaryWriter>? writeMore = null)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8))
        {
            writer.Write(expiresAt.UtcTicks);
            writer.Write(client.ClientId);
            writer.Write(client.UserId ?? "");
            writer.Write7BitEncodedInt(client.Roles.Count);
            foreach (var role in client.Roles)
            {
                writer.Write(role);
            }

            writeMore?.Invoke(writer);
        }

        return WebEncoders.Base64UrlEncode(protector.Protect(content.ToArray()));
    }

    private static IReadOnlyList<string> ReadRoles(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        return count == 0 ? [] : [.. Enumerable.Range(0, count).Select(_ => reader.ReadString())];
    }

    private bool TryOpen(
        IDataProtector protector,
        string text,
        [NotNullWhen(true)] out ClientIdentity? client,
        out DateTimeOffset expiresAt,
        Action<ClientIdentity, BinaryReader>? readMore = null)
    {
        (client, expiresAt) = (null, default);
        try
        {
            using var reader = new BinaryReader(
                new MemoryStream(protector.Unprotect(WebEncoders.Base64UrlDecode(text))), Encoding.UTF8);
            expiresAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            if (expiresAt > _time.GetUtcNow())
            {
                client = new ClientIdentity(reader.ReadString(), reader.ReadString() is { Length: > 0 } userId ? userId : null)
                {
                    Roles = ReadRoles(reader),
                };
                readMore?.Invoke(client, reader);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            // Whatever it is, it is not from us.
        }

        return client is not null;
    }
}
