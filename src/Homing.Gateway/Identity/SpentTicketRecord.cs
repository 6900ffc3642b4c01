using System.Text.Json.Serialization;

namespace Homing.Gateway.Identity;

/// <summary>The value of a record of <see cref="SpentTickets.Topic"/>: a hello came with the ticket that is the key.</summary>
/// <param name="Claim">Which hello.</param>
/// <param name="ExpiresAt">From then on the ticket is refused anyway.</param>
internal sealed record SpentTicketRecord([property: JsonRequired] Guid Claim, [property: JsonRequired] DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SpentTicketRecord))]
internal sealed partial class SpentTicketJson : JsonSerializerContext;
