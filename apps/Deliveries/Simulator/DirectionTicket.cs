namespace Homing.Deliveries.Simulator;

/// <summary>A record of <c>route.new-direction</c> that is not done yet.</summary>
internal readonly record struct DirectionTicket(DirectionShare Share, long Number)
{
    /// <summary>False once the record is another process's to decide.</summary>
    public bool IsHeld => Share.IsHeld;

    /// <summary>Tells, once, that the record need not come again.</summary>
    public void Complete() => Share.Tracker.Complete(Number);
}
