using System.Globalization;
using Homing.Leases;

namespace Homing.Gateway.Identity;

/// <summary>What a session says of its client, sealed: who it is, and where it was connected when it was issued.</summary>
/// <param name="ClientId">Who it is.</param>
/// <param name="Gateway">The id and epoch that the client was welcomed under.</param>
/// <param name="Connection">That gateway's number of the connection.</param>
public sealed record ClientSession(string ClientId, Lease Gateway, long Connection)
{
    internal string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Gateway.Id} {Gateway.Epoch} {Connection} {ClientId}");

    /// <summary>Null where it is not such a text.</summary>
    internal static ClientSession? Parse(string text) =>
        text.Split(' ', 4) is [var id, var epoch, var connection, var clientId]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var apiId)
        && long.TryParse(epoch, CultureInfo.InvariantCulture, out var ofId)
        && long.TryParse(connection, CultureInfo.InvariantCulture, out var number)
            ? new ClientSession(clientId, new Lease(apiId, ofId), number)
            : null;
}
