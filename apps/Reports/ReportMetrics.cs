using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Reports;

/// <summary>What is counted of the reports.</summary>
public sealed class ReportMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Reports";

    private readonly Counter<long> _providerCalls;
    private readonly Counter<long> _providerBreaks;
    private readonly Counter<long> _fetches;
    private readonly Counter<long> _webhooks;
    private readonly Counter<long> _popups;
    private readonly Counter<long> _cleaned;
    private readonly Counter<long> _orphans;
    private readonly Histogram<double> _mailDuration;

    /// <summary>Makes the meter.</summary>
    public ReportMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _providerCalls = meter.CreateCounter<long>(
            "homing.reports.provider.calls", "{call}", "Calls to the provider, by what was asked and what became of it.");
        _providerBreaks = meter.CreateCounter<long>(
            "homing.reports.provider.breaks", "{break}", "How often calls failed so much that the provider was left alone.");
        _fetches = meter.CreateCounter<long>(
            "homing.reports.fetches", "{fetch}", "Tries to fetch a document, by what became of them.");
        _webhooks = meter.CreateCounter<long>(
            "homing.reports.webhooks", "{webhook}", "Call backs of the provider, by what became of them.");
        _popups = meter.CreateCounter<long>(
            "homing.reports.popups", "{push}", "Popups put into mailboxes, by the state of the report.");
        _cleaned = meter.CreateCounter<long>(
            "homing.reports.cleaned", "{report}", "Reports of which nothing is left in either storage, by their last state.");
        _orphans = meter.CreateCounter<long>(
            "homing.reports.orphans", "{report}", "Reports that were over or unknown and had files in our storage.");
        _mailDuration = meter.CreateHistogram(
            "homing.reports.mail.duration", "s", "Handing over a mail, by outcome.", advice: DurationBuckets.Advice);
    }

    internal void ProviderCalled(string operation, string outcome) => _providerCalls.Add(
        1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));

    internal void CircuitOpened() => _providerBreaks.Add(1);

    internal void Fetched(string outcome) => _fetches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void WebhookTaken(string outcome) => _webhooks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void PopupSent(string state) => _popups.Add(1, new KeyValuePair<string, object?>("state", state));

    internal void ReportCleaned(string state) => _cleaned.Add(1, new KeyValuePair<string, object?>("state", state));

    internal void OrphanDeleted() => _orphans.Add(1);

    internal void MailHandedOver(string outcome, TimeSpan duration) =>
        _mailDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
