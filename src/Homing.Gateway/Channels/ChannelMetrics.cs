using System.Diagnostics.Metrics;

namespace Homing.Gateway.Channels;

/// <summary>What is counted of channels, for all gateways of the process.</summary>
internal sealed class ChannelMetrics
{
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _skipped;

    public ChannelMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayMetrics.MeterName);
        _subscriptions = meter.CreateUpDownCounter<long>(
            "homing.gateway.subscriptions", "{subscription}", "Channels that connections watch.");
        _sent = meter.CreateCounter<long>(
            "homing.gateway.events.sent", "{event}", "Values of channels that were sent.");
        _skipped = meter.CreateCounter<long>(
            "homing.gateway.events.skipped", "{event}", "Values that were left out because a newer one came first.");
    }

    public void Subscribed() => _subscriptions.Add(1);

    public void Unsubscribed(int count) => _subscriptions.Add(-count);

    /// <param name="skipped">How many values were left out before the one that is sent.</param>
    public void EventSent(long skipped)
    {
        _sent.Add(1);
        if (skipped > 0)
        {
            _skipped.Add(skipped);
        }
    }
}
