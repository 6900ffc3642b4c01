using System.Diagnostics.Metrics;
using Homing.Parking.Availability;

namespace Homing.Parking;

/// <summary>What is counted of the parking finder.</summary>
public sealed class ParkingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Parking";

    private readonly Counter<long> _readings;

    /// <summary>Makes the meter.</summary>
    public ParkingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _readings = meters.Create(MeterName).CreateCounter<long>(
            "homing.parking.readings", "{reading}", "Readings of lots that were read from the log, by what became of them.");
    }

    internal void ReadingTaken(ReadingOutcome outcome) => Count(outcome switch
    {
        ReadingOutcome.Applied => "applied",
        ReadingOutcome.Older => "older",
        _ => "from_the_future",
    });

    internal void ReadingInvalid() => Count("invalid");

    internal void ReadingOfUnknownLot() => Count("unknown_lot");

    private void Count(string outcome) => _readings.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
