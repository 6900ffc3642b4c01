using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Deliveries.Live;

/// <summary>What is counted of the live rides. Meter <c>Homing.Deliveries</c>.</summary>
public sealed class LiveMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _positions;
    private readonly UpDownCounter<long> _views;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public LiveMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = _meter = meters.Create("Homing.Deliveries");
        _positions = meter.CreateCounter<long>(
            "homing.deliveries.live.positions", "{position}", "Positions that were read to be shown live, by what became of them.");
        _views = meter.CreateUpDownCounter<long>(
            "homing.deliveries.live.views", "{view}", "Views of the map that somebody watches; equal ones share one.");
        _duration = meter.CreateHistogram(
            "homing.deliveries.live.views.duration", "s", "Time to bring all watched views up to date.", advice: DurationBuckets.Advice);
    }

    internal void Observe(LiveRides rides) => _meter.CreateObservableGauge<int>(
        "homing.deliveries.live.rides",
        () =>
        {
            var (moving, silent) = rides.Count();
            return
            [
                new(moving, new KeyValuePair<string, object?>("state", "moving")),
                new(silent, new KeyValuePair<string, object?>("state", "silent")),
            ];
        },
        "{ride}",
        "Rides under way, by whether a position came lately, as far as this process reads positions.");

    internal void PositionTaken(PositionOutcome outcome) => _positions.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        PositionOutcome.Applied => "applied",
        PositionOutcome.Repeated => "repeated",
        PositionOutcome.Stale => "stale",
        PositionOutcome.Future => "future",
        _ => "invalid",
    }));

    internal void ViewAdded() => _views.Add(1);

    internal void ViewRemoved() => _views.Add(-1);

    internal void ViewsComputed(TimeSpan took) => _duration.Record(took.TotalSeconds);
}
