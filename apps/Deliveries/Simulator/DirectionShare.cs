using Homing.Log;

namespace Homing.Deliveries.Simulator;

/// <summary>A partition of <c>route.new-direction</c> for as long as it is this process's to decide.</summary>
/// <param name="reader">Who reads it.</param>
/// <param name="partition">The partition.</param>
/// <param name="generation">Of its batches.</param>
/// <param name="log">Where positions are looked for.</param>
internal sealed class DirectionShare(ILogGroupReader reader, int partition, int generation, ILog log)
{
    public int Generation => generation;

    /// <summary>Up to where requests are done.</summary>
    public PositionTracker Tracker { get; } = new(next => reader.Store(partition, generation, next));

    /// <summary>The last positions of rides that are gone on with.</summary>
    public PositionTails Tails { get; } = new(log);

    /// <summary>False once the partition was given to another process, or anew.</summary>
    public bool IsHeld => reader.Holds(partition, generation);
}
