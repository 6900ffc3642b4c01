using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Deliveries;

/// <summary>What is counted of the deliveries.</summary>
public sealed class DeliveryMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Deliveries";

    private readonly Counter<long> _positions;
    private readonly Counter<long> _starts;
    private readonly Histogram<double> _trackDuration;

    /// <summary>Makes the meter.</summary>
    public DeliveryMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _positions = meter.CreateCounter<long>(
            "homing.deliveries.insights.positions", "{position}", "Positions read for the insights, by what became of them.");
        _starts = meter.CreateCounter<long>(
            "homing.deliveries.starts", "{request}", "Requests to start a ride, by what they were answered.");
        _trackDuration = meter.CreateHistogram(
            "homing.deliveries.track.duration", "s", "How long reading a track took.", advice: DurationBuckets.Advice);
    }

    internal void PositionCounted(string outcome) => _positions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void StartAnswered(string outcome) => _starts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void TrackRead(TimeSpan duration) => _trackDuration.Record(duration.TotalSeconds);
}
