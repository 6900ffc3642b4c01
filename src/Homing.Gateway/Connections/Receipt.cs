using Homing.Log;

namespace Homing.Gateway.Connections;

/// <summary>The place of an answer in its response topic; settled once nobody needs it there any more.</summary>
/// <param name="Tracker">Of the partition that the answer was read from.</param>
/// <param name="Ticket">Of the answer in the tracker.</param>
internal readonly record struct Receipt(PositionTracker Tracker, long Ticket) : IDelivery
{
    /// <summary>The answer need not be read again after a restart.</summary>
    public void Settle() => Tracker.Complete(Ticket);

    void IDelivery.Acknowledge() => Settle();

    void IDelivery.Abandon() => Settle();
}
