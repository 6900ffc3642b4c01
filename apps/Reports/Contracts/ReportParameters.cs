using System.ComponentModel.DataAnnotations;

namespace Homing.Reports.Contracts;

/// <summary>
/// Parameters as they are described: <c>year</c> and <c>limit</c> of <c>top-games</c>, <c>from</c> and <c>to</c> of
/// <c>sales-by-genre</c>, <c>publisher</c> of <c>publisher-portfolio</c>. Only <c>limit</c> may be left out.
/// </summary>
internal sealed record ReportParameters
{
    /// <summary>The year of release.</summary>
    public int? Year { get; init; }

    /// <summary>How many games; 50 where it is left out.</summary>
    [Range(1, 200)]
    public int? Limit { get; init; }

    /// <summary>The first year of release.</summary>
    public int? From { get; init; }

    /// <summary>The last year of release.</summary>
    public int? To { get; init; }

    /// <summary>The publisher, as the data writes it.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Publisher { get; init; }
}
