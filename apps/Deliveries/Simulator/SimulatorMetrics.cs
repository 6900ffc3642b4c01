using System.Diagnostics.Metrics;
using Homing.Metrics;

namespace Homing.Deliveries.Simulator;

/// <summary>What is counted of the simulator.</summary>
internal sealed class SimulatorMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Deliveries.Simulator";

    private readonly UpDownCounter<long> _rides;
    private readonly Counter<long> _directions;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _failures;

    public SimulatorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rides = meter.CreateUpDownCounter<long>(
            "homing.deliveries.simulator.rides", "{ride}", "Rides that this process drives.");
        _directions = meter.CreateCounter<long>(
            "homing.deliveries.simulator.directions", "{direction}", "Requests for rides that were read, by what became of them.");
        _lateness = meter.CreateHistogram(
            "homing.deliveries.simulator.lateness", "s", "How much later than due each position was in the log.", advice: DurationBuckets.Advice);
        _failures = meter.CreateCounter<long>(
            "homing.deliveries.simulator.append_failures", "{failure}", "Positions that the log did not take at once; they are tried again.");
        _failures.Add(0);
    }

    public void RideAdded() => _rides.Add(1);

    public void RideRemoved() => _rides.Add(-1);

    public void DirectionRead(DirectionOutcome outcome) => _directions.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        DirectionOutcome.Started => "started",
        DirectionOutcome.Resumed => "resumed",
        DirectionOutcome.Refused => "refused",
        DirectionOutcome.Forwarded => "forwarded",
        DirectionOutcome.Repeated => "repeated",
        DirectionOutcome.UnknownRoute => "unknown_route",
        _ => "invalid",
    }));

    public void PositionAppended(TimeSpan late) => _lateness.Record(Math.Max(0, late.TotalSeconds));

    public void AppendFailed() => _failures.Add(1);
}

/// <summary>What became of a request for a ride.</summary>
internal enum DirectionOutcome
{
    /// <summary>A ride started.</summary>
    Started,

    /// <summary>A ride that was under way goes on here.</summary>
    Resumed,

    /// <summary>The route is under way.</summary>
    Refused,

    /// <summary>It had no key, or not its route's, and was appended again.</summary>
    Forwarded,

    /// <summary>It was decided before.</summary>
    Repeated,

    /// <summary>There is no such route.</summary>
    UnknownRoute,

    /// <summary>It is no request.</summary>
    Invalid,
}
