using System.Diagnostics.Metrics;

namespace Homing.Gateway.Pushes;

/// <summary>What is counted of pushes, for all gateways of the process.</summary>
internal sealed class PushMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _evicted;

    public PushMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayMetrics.MeterName);
        _open = meter.CreateUpDownCounter<long>(
            "homing.gateway.pushes.open", "{push}", "Pushes in memory that wait for their users.");
        _sent = meter.CreateCounter<long>(
            "homing.gateway.pushes.sent", "{push}", "Push frames that were sent.");
        _settled = meter.CreateCounter<long>(
            "homing.gateway.pushes.settled", "{push}", "Pushes that this process settled, by the reason.");
        _evicted = meter.CreateCounter<long>(
            "homing.gateway.pushes.evicted", "{push}", "Open pushes that were let go because memory for them ran out.");
        _evicted.Add(0);
    }

    public void Opened() => _open.Add(1);

    public void Closed() => _open.Add(-1);

    public void Sent() => _sent.Add(1);

    /// <param name="reason">acknowledged or expired.</param>
    public void Settled(string reason) => _settled.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Evicted() => _evicted.Add(1);
}
