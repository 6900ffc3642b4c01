namespace Homing.Gateway.Identity;

/// <summary>Who a client is. A client belongs to one user for as long as it lives.</summary>
/// <param name="ClientId">The client: one browser tab, one program.</param>
/// <param name="UserId">Whose client it is; null for a guest, who is nobody else than the client.</param>
public sealed record ClientIdentity(string ClientId, string? UserId)
{
    /// <summary>The roles of the user, as of when the ticket was issued; none for a guest.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
