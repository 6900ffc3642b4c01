using Homing.Log;

namespace Homing.Deliveries.Simulator;

/// <summary>A partition of <c>route.new-direction</c> for as long as it is this process's to decide.</summary>
/// <param name="reader">Who reads it.</param>
/// <param name="batch">The first batch of it.</param>
/// <param name="log">Where positions are looked for.</param>
internal sealed class DirectionShare(ILogGroupReader reader, LogBatch batch, ILog log) : GroupShare(reader, batch)
{
    /// <summary>The last positions of rides that are gone on with.</summary>
    public PositionTails Tails { get; } = new(log);
}
