using System.Text.Json.Serialization;

namespace Homing.Gateway;

/// <summary>What <c>POST /api/tickets</c> answers.</summary>
internal sealed record TicketResponse(string ClientId, string Ticket, DateTime ExpiresAt);

/// <summary>What <c>GET /api/gateways</c> answers for each.</summary>
internal sealed record GatewayResponse(int ApiId, long Epoch, string Url, int Connections, DateTime StartedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TicketResponse))]
[JsonSerializable(typeof(GatewayResponse[]))]
internal sealed partial class GatewayJson : JsonSerializerContext;
