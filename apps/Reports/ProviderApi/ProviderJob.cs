using System.ComponentModel.DataAnnotations;

namespace Homing.Reports.ProviderApi;

/// <summary>How an order stands at the provider: what it answers, and what its call backs carry.</summary>
/// <param name="ReportId">The order.</param>
/// <param name="State">One of <see cref="ProviderJobStates"/>.</param>
/// <param name="Percent">0 to 100.</param>
/// <param name="Message">What it is doing, or why it failed, in words.</param>
/// <param name="Document">The document, once it is ready.</param>
public sealed record ProviderJob(
    Guid ReportId,
    [property: AllowedValues(
        ProviderJobStates.Queued, ProviderJobStates.Working, ProviderJobStates.Ready, ProviderJobStates.Failed)] string State,
    [property: Range(0, 100)] int Percent,
    string Message,
    ProviderDocument? Document = null);
