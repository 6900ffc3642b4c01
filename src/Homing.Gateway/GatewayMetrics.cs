using System.Diagnostics.Metrics;
using Homing.Gateway.Answers;
using Homing.Gateway.Protocol;
using Homing.Metrics;

namespace Homing.Gateway;

/// <summary>What gateways count, for all gateways of the process.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Homing.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _append;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _request;
    private readonly long[] _answerCounts = new long[AnswerWay.All.Length];

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _closed = meter.CreateCounter<long>(
            "homing.gateway.closes", "{connection}", "Connections that the gateway closed, by close code.");
        _accepted = meter.CreateCounter<long>(
            "homing.gateway.requests.accepted", "{request}", "Requests that are durable in the log.");
        _refused = meter.CreateCounter<long>(
            "homing.gateway.requests.refused", "{request}", "Requests that got an error frame, by its code.");
        _settled = meter.CreateCounter<long>(
            "homing.gateway.requests.settled", "{request}",
            "Requests that were waited for until the answer came or the deadline passed, by op and outcome.");
        _cancelled = meter.CreateCounter<long>(
            "homing.gateway.requests.cancelled", "{request}", "Requests that their clients took back before the answer.");
        _answers = meter.CreateCounter<long>(
            "homing.gateway.answers", "{answer}", "Answers by the way that they took.");
        _append = meter.CreateHistogram(
            "homing.gateway.request.append.duration", "s",
            "From a request's coming to its being durable in the log.", advice: DurationBuckets.Advice);
        _wait = meter.CreateHistogram(
            "homing.gateway.answer.wait.duration", "s",
            "From an answer's being durable in the log to its gateway's reading it.", advice: DurationBuckets.Advice);
        _request = meter.CreateHistogram(
            "homing.gateway.request.duration", "s",
            "From a request's coming to its answer's being sent on the same connection.", advice: DurationBuckets.Advice);

        // A series that begins with its first event has no increase to alert on, so these begin at 0.
        foreach (var way in AnswerWay.All)
        {
            _answers.Add(0, new KeyValuePair<string, object?>("way", way));
        }

        _closed.Add(0, new KeyValuePair<string, object?>("code", (int)CloseCode.TooSlow));
        _closed.Add(0, new KeyValuePair<string, object?>("code", (int)CloseCode.Overloaded));
        _accepted.Add(0);
        _refused.Add(0, new KeyValuePair<string, object?>("code", ErrorCode.Unavailable));
    }

    /// <summary>The same as the histogram of whole requests, for the live picture.</summary>
    public DurationCounts RequestDurations { get; } = new();

    public void ConnectionClosed(int code) => _closed.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <param name="took">Since the request came.</param>
    public void RequestAccepted(TimeSpan took)
    {
        _accepted.Add(1);
        _append.Record(took.TotalSeconds);
    }

    public void RequestRefused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>Begins the series of what may be asked at 0, for the same reason.</summary>
    public void ExpectRequests(IEnumerable<string> ops)
    {
        foreach (var op in ops)
        {
            CountSettled(op, inTime: true, 0);
            CountSettled(op, inTime: false, 0);
        }
    }

    /// <param name="op">The operation.</param>
    /// <param name="inTime">False where the deadline was over before an answer was there.</param>
    public void RequestSettled(string op, bool inTime) => CountSettled(op, inTime, 1);

    public void RequestCancelled() => _cancelled.Add(1);

    /// <param name="way">One of <see cref="Answers.AnswerWay"/>.</param>
    public void AnswerTook(string way)
    {
        Interlocked.Increment(ref _answerCounts[Array.IndexOf(AnswerWay.All, way)]);
        _answers.Add(1, new KeyValuePair<string, object?>("way", way));
    }

    /// <summary>How many answers took each of <see cref="AnswerWay.All"/>, since the process started.</summary>
    public long[] CountAnswers() => [.. AnswerWay.All.Select((_, index) => Interlocked.Read(ref _answerCounts[index]))];

    /// <param name="waited">Since the answer was durable, by two clocks that may differ.</param>
    public void AnswerRead(TimeSpan waited) => _wait.Record(Math.Max(0, waited.TotalSeconds));

    /// <param name="took">Since the request came.</param>
    public void RequestAnswered(TimeSpan took)
    {
        RequestDurations.Record(took);
        _request.Record(took.TotalSeconds);
    }

    private void CountSettled(string op, bool inTime, long count) => _settled.Add(
        count, new KeyValuePair<string, object?>("op", op), new KeyValuePair<string, object?>("outcome", inTime ? "in_time" : "late"));

    /// <summary>Shows what the gateways hold, by id; a gateway without one is left out.</summary>
    public void Observe(Gateway[] gateways)
    {
        _meter.CreateObservableGauge(
            "homing.gateway.connections", () => Each(gateway => gateway.ConnectionCount), "{connection}",
            "Clients that are connected and said hello, by gateway.");
        _meter.CreateObservableGauge(
            "homing.gateway.in_flight", () => Each(gateway => gateway.Load.InFlight), "{request}",
            "Requests under way and answers not acknowledged, by gateway.");
        _meter.CreateObservableGauge(
            "homing.gateway.queued.size", () => Each(gateway => gateway.Load.QueuedBytes), "By",
            "Bytes that wait to be read by slow clients, by gateway.");

        IEnumerable<Measurement<long>> Each(Func<Gateway, long> value) =>
            from gateway in gateways
            let held = gateway.Lease
            where held is not null
            select new Measurement<long>(value(gateway), new KeyValuePair<string, object?>("homing.api_id", held.Lease.Id));
    }

    /// <summary>Shows how much is being handed over.</summary>
    public void Observe(Handover handover) => _meter.CreateObservableGauge(
        "homing.gateway.handovers.pending", () => handover.UnderWay, "{answer}",
        "Answers that are being appended to the mailboxes' topic, and settlements.");

    /// <summary>Shows how full the mailbox is.</summary>
    public void Observe(Mailbox mailbox)
    {
        _meter.CreateObservableGauge(
            "homing.gateway.mailbox.answers", () => mailbox.Count, "{answer}", "Answers that wait for clients that are away.");
        _meter.CreateObservableGauge(
            "homing.gateway.mailbox.size", () => mailbox.Bytes, "By", "What these answers take in memory.");
    }
}
