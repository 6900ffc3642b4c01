namespace Homing.Client.Protocol;

/// <summary>The answer of <c>POST /api/tickets</c>, as far as it is needed.</summary>
internal sealed record TicketAnswer(string? Ticket);
