using System.Diagnostics.Metrics;

namespace Homing.Gateway;

/// <summary>What gateways count, for all gateways of the process.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Homing.Gateway";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _answers;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>(
            "homing.gateway.connections", "{connection}", "Clients that are connected and said hello.");
        _closed = meter.CreateCounter<long>(
            "homing.gateway.closes", "{connection}", "Connections that the gateway closed, by close code.");
        _accepted = meter.CreateCounter<long>(
            "homing.gateway.requests.accepted", "{request}", "Requests that are durable in the log.");
        _refused = meter.CreateCounter<long>(
            "homing.gateway.requests.refused", "{request}", "Requests that got an error frame, by its code.");
        _cancelled = meter.CreateCounter<long>(
            "homing.gateway.requests.cancelled", "{request}", "Requests that their clients took back before the answer.");
        _answers = meter.CreateCounter<long>(
            "homing.gateway.answers", "{answer}", "Answers by the way that they took.");
    }

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionEnded() => _connections.Add(-1);

    public void ConnectionClosed(int code) => _closed.Add(1, new KeyValuePair<string, object?>("code", code));

    public void RequestAccepted() => _accepted.Add(1);

    public void RequestRefused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void RequestCancelled() => _cancelled.Add(1);

    /// <param name="way">One of <see cref="Answers.AnswerWay"/>.</param>
    public void AnswerTook(string way) => _answers.Add(1, new KeyValuePair<string, object?>("way", way));

    /// <summary>Shows how full the mailbox is.</summary>
    public void Observe(Answers.Mailbox mailbox)
    {
        _meter.CreateObservableGauge(
            "homing.gateway.mailbox.answers", () => mailbox.Count, "{answer}", "Answers that wait for clients that are away.");
        _meter.CreateObservableGauge(
            "homing.gateway.mailbox.size", () => mailbox.Bytes, "By", "What these answers take in memory.");
    }
}
