using System.Diagnostics.Metrics;
using Homing.Parking.Availability;
using Homing.Parking.Nearby;
using Homing.Parking.Watching;

namespace Homing.Parking;

/// <summary>What is counted of the parking finder.</summary>
public sealed class ParkingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Parking";

    private readonly Meter _meter;
    private readonly Counter<long> _readings;
    private readonly UpDownCounter<long> _watchedLists;
    private readonly Counter<long> _recomputations;
    private readonly Counter<long> _pushes;

    /// <summary>Makes the meter.</summary>
    public ParkingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = _meter = meters.Create(MeterName);
        _readings = meter.CreateCounter<long>(
            "homing.parking.readings", "{reading}", "Readings of lots that were read from the log, by what became of them.");
        _watchedLists = meter.CreateUpDownCounter<long>(
            "homing.parking.watch.lists", "{list}", "Lists that somebody watches; equal conditions share one.");
        _recomputations = meter.CreateCounter<long>(
            "homing.parking.watch.recomputations", "{recomputation}", "Watched lists that were computed, by cause.");
        _pushes = meter.CreateCounter<long>(
            "homing.parking.watch.pushes", "{push}", "Lists that were given to a watcher.");
    }

    /// <summary>Shows what is known of the lots, and how old the newest reading is.</summary>
    internal void Observe(AvailabilityBoard board, TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "homing.parking.lots",
            () => board.Current.Count(time.GetUtcNow()).Select(pair => new Measurement<long>(
                pair.Value, new KeyValuePair<string, object?>("availability", NearbyFinder.NameOf(pair.Key)))),
            "{lot}",
            "Lots, by what is known of their free places.");
        _meter.CreateObservableGauge<double>(
            "homing.parking.reading.age",
            () => board.Current.NewestAt is { } newest ? [new Measurement<double>((time.GetUtcNow() - newest).TotalSeconds)] : [],
            "s",
            "How long ago the newest reading of any lot was observed.");
    }

    internal void ReadingTaken(ReadingOutcome outcome) => Count(outcome switch
    {
        ReadingOutcome.Applied => "applied",
        ReadingOutcome.Older => "older",
        ReadingOutcome.UnknownLot => "unknown_lot",
        _ => "from_the_future",
    });

    internal void ReadingInvalid() => Count("invalid");

    internal void ListAdded() => _watchedLists.Add(1);

    internal void ListRemoved() => _watchedLists.Add(-1);

    internal void ListComputed(RefreshCause cause) => _recomputations.Add(1, new KeyValuePair<string, object?>("cause", cause switch
    {
        RefreshCause.Join => "join",
        RefreshCause.Change => "change",
        _ => "sweep",
    }));

    internal void ListPushed(int watchers) => _pushes.Add(watchers);

    private void Count(string outcome) => _readings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
