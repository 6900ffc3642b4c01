using System.Diagnostics.Metrics;

namespace Homing.Gateway;

/// <summary>What gateways count, for all gateways of the process.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Homing.Gateway";

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _answers;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>(
            "homing.gateway.connections", "{connection}", "Clients that are connected and said hello.");
        _closed = meter.CreateCounter<long>(
            "homing.gateway.closes", "{connection}", "Connections that the gateway closed, by close code.");
        _accepted = meter.CreateCounter<long>(
            "homing.gateway.requests.accepted", "{request}", "Requests that are durable in the log.");
        _refused = meter.CreateCounter<long>(
            "homing.gateway.requests.refused", "{request}", "Requests that got an error frame, by its code.");
        _answers = meter.CreateCounter<long>(
            "homing.gateway.answers", "{answer}", "Answers read from the log, by the way that they took.");
    }

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionEnded() => _connections.Add(-1);

    public void ConnectionClosed(int code) => _closed.Add(1, new KeyValuePair<string, object?>("code", code));

    public void RequestAccepted() => _accepted.Add(1);

    public void RequestRefused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <param name="way">direct: to the client that waits here; missed: nobody here waits for it.</param>
    public void AnswerRead(string way) => _answers.Add(1, new KeyValuePair<string, object?>("way", way));
}
