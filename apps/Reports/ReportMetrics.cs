using System.Diagnostics.Metrics;
using Homing.Metrics;
using Homing.Reports.Contracts;
using Homing.Reports.Workflow;

namespace Homing.Reports;

/// <summary>What is counted of the reports.</summary>
public sealed class ReportMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Reports";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _providerCalls;
    private readonly Counter<long> _providerBreaks;
    private readonly Counter<long> _fetches;
    private readonly Counter<long> _webhooks;
    private readonly Counter<long> _popups;
    private readonly Counter<long> _cleaned;
    private readonly Counter<long> _orphans;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _mailDuration;

    /// <summary>Makes the meter.</summary>
    public ReportMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = _meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>(
            "homing.reports.requests", "{request}", "Orders for reports, by what they were answered.");
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
        _events = meter.CreateCounter<long>(
            "homing.reports.events", "{event}", "Events that changed a report, by type. Every process with the ledger reads all of them.");
        _mailDuration = meter.CreateHistogram(
            "homing.reports.mail.duration", "s", "Handing over a mail, by outcome.", advice: DurationBuckets.Advice);
    }

    internal void ProviderCalled(string operation, string outcome) => _providerCalls.Add(
        1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));

    internal void CircuitOpened() => _providerBreaks.Add(1);

    internal void Fetched(string outcome) => _fetches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void WebhookTaken(string outcome) => _webhooks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void RequestAnswered(Verdict verdict) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", verdict switch
    {
        Verdict.Applied => "requested",
        Verdict.Repeated => "repeated",
        _ => "refused",
    }));

    internal void PopupSent(string state) => _popups.Add(1, new KeyValuePair<string, object?>("state", state));

    internal void ReportCleaned(string state) => _cleaned.Add(1, new KeyValuePair<string, object?>("state", state));

    internal void OrphanDeleted() => _orphans.Add(1);

    internal void EventApplied(string type) => _events.Add(1, new KeyValuePair<string, object?>("type", type));

    /// <summary>Shows the reports of which something is left to do, by where they stand.</summary>
    internal void Observe(ReportLedger ledger)
    {
        _meter.CreateObservableGauge(
            "homing.reports.open",
            () => ledger.CountOpen().States.Select(state => State(state.Key, state.Value.Count)),
            "{report}",
            "Reports that something is still to be done for, cleaning up included, by state.");
        _meter.CreateObservableGauge(
            "homing.reports.oldest.age",
            () => ledger.CountOpen().States.Where(state => state.Value.Count > 0)
                .Select(state => State(state.Key, state.Value.Oldest.TotalSeconds)),
            "s",
            "How long the open report that changed least lately has not changed, by state.");
        _meter.CreateObservableGauge(
            "homing.reports.mails",
            () => ledger.CountOpen().Mails.Select(mail => new Measurement<int>(
                mail.Value, new KeyValuePair<string, object?>("state", MailStates.NameOf(mail.Key)))),
            "{mail}",
            "Mails of open reports, by state.");

        static Measurement<T> State<T>(ReportState state, T value)
            where T : struct => new(value, new KeyValuePair<string, object?>("state", ReportStates.NameOf(state)));
    }

    internal void MailHandedOver(string outcome, TimeSpan duration) =>
        _mailDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
