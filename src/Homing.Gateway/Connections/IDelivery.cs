namespace Homing.Gateway.Connections;

/// <summary>
/// Something that a client is to acknowledge. After it was written, exactly one of <see cref="Acknowledge"/> and
/// <see cref="AbandonAsync"/> is called, once, and never under a lock.
/// </summary>
internal interface IDelivery
{
    /// <summary>Writes the frame. Called once, under the connection's lock.</summary>
    PooledBuffer WriteFrame(long seq);

    /// <summary>It has reached the application.</summary>
    void Acknowledge();

    /// <summary>
    /// The connection ended before the client acknowledged it: it may have reached him or not. Completes when it is where
    /// his next connection finds it; never fails.
    /// </summary>
    Task AbandonAsync();
}
