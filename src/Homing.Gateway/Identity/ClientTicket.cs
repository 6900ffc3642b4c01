namespace Homing.Gateway.Identity;

/// <summary>What a client shows in its first hello; it is good for one.</summary>
/// <param name="ClientId">The id that the client will have.</param>
/// <param name="Ticket">Opaque.</param>
/// <param name="ExpiresAt">No hello with it is taken after this.</param>
public sealed record ClientTicket(string ClientId, string Ticket, DateTimeOffset ExpiresAt);
