using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Limits;

/// <summary>How much one client, user or address may ask for. Each process counts for itself; 0 is no limit.</summary>
public sealed class LimitOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Limits";

    /// <summary>
    /// Requests, status questions and cancels a second on one connection, with twice as many at once; one more is refused
    /// with <c>rate_limited</c>, and who sends twice as many for long is closed with 4102.
    /// </summary>
    /// <value>0 to 10,000,000. Default 10,000.</value>
    [Range(0, 10_000_000)]
    public int RequestsPerConnection { get; set; } = 10_000;

    /// <summary>The same for all connections that a signed-in user has to one process.</summary>
    /// <value>0 to 10,000,000. Default 20,000.</value>
    [Range(0, 10_000_000)]
    public int RequestsPerUser { get; set; } = 20_000;

    /// <summary>Tickets a minute for one address, as many at once; one more is refused with 429.</summary>
    /// <value>0 to 100,000,000. Default 60,000.</value>
    [Range(0, 100_000_000)]
    public int TicketsPerAddress { get; set; } = 60_000;

    /// <summary>Connections that one address may have to one process; one more is closed with 4102.</summary>
    /// <value>0 to 10,000,000. Default 0.</value>
    [Range(0, 10_000_000)]
    public int ConnectionsPerAddress { get; set; }

    /// <summary>
    /// Addresses (<c>10.0.0.7</c>) and networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-For</c>,
    /// <c>-Proto</c> and <c>-Host</c> are believed.
    /// </summary>
    /// <value>Default none: what these headers say is nobody's word.</value>
    public IList<string> TrustedProxies { get; } = [];
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
