using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Workers;

/// <summary>What workers count, for all groups of the process. Meter <c>Homing.Workers</c>.</summary>
internal sealed class WorkerMetrics
{
    public const string Answered = "answered";
    public const string Refused = "refused";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _handling;
    private readonly Histogram<double> _append;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _skipped;
    private long _inFlightCount;

    public WorkerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Homing.Workers");
        _wait = meter.CreateHistogram(
            "homing.worker.request.wait.duration", "s",
            "From a request's being durable in the log to a worker's taking it, by op.", advice: DurationBuckets.Advice);
        _handling = meter.CreateHistogram(
            "homing.worker.handling.duration", "s",
            "Time in the handler, by op and outcome.", advice: DurationBuckets.Advice);
        _append = meter.CreateHistogram(
            "homing.worker.answer.append.duration", "s",
            "From a ready answer to its being durable in the asker's topic.", advice: DurationBuckets.Advice);
        _inFlight = meter.CreateUpDownCounter<long>(
            "homing.worker.requests.in_flight", "{request}", "Requests that are being worked on, their answers' appends included.");
        _skipped = meter.CreateCounter<long>(
            "homing.worker.requests.skipped", "{request}", "Requests that nobody waited for any more when their turn came.");
    }

    /// <summary>How many requests are being worked on.</summary>
    public long InFlightCount => Interlocked.Read(ref _inFlightCount);

    public void RequestTaken(string op, TimeSpan waited)
    {
        Interlocked.Increment(ref _inFlightCount);
        _inFlight.Add(1);
        _wait.Record(Math.Max(0, waited.TotalSeconds), new KeyValuePair<string, object?>("op", op));
    }

    public void RequestLeft()
    {
        Interlocked.Decrement(ref _inFlightCount);
        _inFlight.Add(-1);
    }

    public void RequestSkipped() => _skipped.Add(1);

    public void Handled(string op, string outcome, TimeSpan took) => _handling.Record(
        took.TotalSeconds, new KeyValuePair<string, object?>("op", op), new KeyValuePair<string, object?>("outcome", outcome));

    public void AnswerAppended(TimeSpan took) => _append.Record(took.TotalSeconds);
}
