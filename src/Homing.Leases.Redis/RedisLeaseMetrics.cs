using System.Diagnostics.Metrics;

namespace Homing.Leases.Redis;

/// <summary>Measures the calls to Redis. Meter <c>Homing.Leases.Redis</c>.</summary>
internal sealed class RedisLeaseMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _reasserted;

    public RedisLeaseMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create("Homing.Leases.Redis");
        _duration = meter.CreateHistogram(
            "homing.leases.redis.duration",
            "s",
            "Time of a call; homing.operation is acquire, renew, release or list, homing.outcome is ok or failed.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
            });
        _reasserted = meter.CreateCounter<long>(
            "homing.leases.redis.reasserted", "{lease}", "Leases that were told to a Redis that had forgotten them.");
    }

    public void Called(string operation, TimeSpan duration, bool succeeded) => _duration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("homing.operation", operation),
        new KeyValuePair<string, object?>("homing.outcome", succeeded ? "ok" : "failed"));

    public void Reasserted() => _reasserted.Add(1);
}
