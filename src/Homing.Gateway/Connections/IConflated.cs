namespace Homing.Gateway.Connections;

/// <summary>Stands in an <see cref="Outbox"/> in place of a frame that is only written when its turn comes.</summary>
internal interface IConflated
{
    /// <summary>Writes the frame, from the newest there is by now. The receiver disposes it.</summary>
    /// <returns>Null where there is nothing to send any more.</returns>
    PooledBuffer? TakeFrame();
}
