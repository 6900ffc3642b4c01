using System.Text.Json.Serialization;

namespace Homing.Deliveries.Start;

/// <summary>The body of <c>deliveries.start</c> and of <c>POST /api/deliveries</c>.</summary>
/// <param name="RouteId">The route to be ridden.</param>
/// <param name="ClientId">Whom events about the ride go to; null for whoever asks.</param>
[JsonConverter(typeof(StartRequestConverter))]
internal sealed record StartRequest(string RouteId, string? ClientId)
{
    /// <summary>The operation's name.</summary>
    public const string Op = "deliveries.start";

    /// <summary>The longest name that a push can be addressed to.</summary>
    public const int MaxClientIdLength = 128;
}
