using Homing.Log;

namespace Homing.Deliveries.Simulator;

/// <summary>Tells, once, that a record of <c>route.new-direction</c> is done and need not come again.</summary>
internal readonly record struct DirectionTicket(PositionTracker Tracker, long Number)
{
    public void Complete() => Tracker.Complete(Number);
}
