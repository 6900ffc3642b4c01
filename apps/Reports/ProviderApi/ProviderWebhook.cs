namespace Homing.Reports.ProviderApi;

/// <summary>The body of a call back, as Standard Webhooks 1.0 shapes it.</summary>
/// <param name="Type"><c>report.progress</c>, <c>report.ready</c> or <c>report.failed</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">How the order stands.</param>
public sealed record ProviderWebhook(string Type, DateTimeOffset Timestamp, ProviderJob Data)
{
    /// <summary>The provider has gone on.</summary>
    public const string Progress = "report.progress";

    /// <summary>The document can be fetched.</summary>
    public const string Ready = "report.ready";

    /// <summary>There will be no document.</summary>
    public const string Failed = "report.failed";
}
