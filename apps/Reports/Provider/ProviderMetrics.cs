using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Reports.Provider;

/// <summary>What is counted of the reporting provider.</summary>
internal sealed class ProviderMetrics
{
    public const string MeterName = "Homing.Reports.Provider";

    private readonly Counter<long> _orders;
    private readonly Counter<long> _jobs;
    private readonly UpDownCounter<long> _working;
    private readonly Counter<long> _callbacks;
    private readonly Histogram<double> _rendering;
    private readonly Histogram<long> _sizes;

    public ProviderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _orders = meter.CreateCounter<long>("homing.reports.provider.orders", "{order}", "Orders, by what they were answered.");
        _jobs = meter.CreateCounter<long>("homing.reports.provider.jobs", "{job}", "Orders that came to an end, by what became of them.");
        _working = meter.CreateUpDownCounter<long>("homing.reports.provider.working", "{job}", "Orders that are worked on.");
        _callbacks = meter.CreateCounter<long>("homing.reports.provider.callbacks", "{callback}", "Tries to call back, by what came of them.");
        _rendering = meter.CreateHistogram(
            "homing.reports.provider.rendering.duration", "s", "How long a browser took for a document.", advice: DurationBuckets.Advice);
        _sizes = meter.CreateHistogram<long>("homing.reports.provider.document.size", "By", "How large documents are.");
    }

    public void OrderAnswered(string outcome) => _orders.Add(1, Outcome(outcome));

    public void JobEnded(string outcome) => _jobs.Add(1, Outcome(outcome));

    public void WorkBegan() => _working.Add(1);

    public void WorkEnded() => _working.Add(-1);

    public void CalledBack(string outcome) => _callbacks.Add(1, Outcome(outcome));

    public void Rendered(TimeSpan duration, long bytes)
    {
        _rendering.Record(duration.TotalSeconds);
        _sizes.Record(bytes);
    }

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
