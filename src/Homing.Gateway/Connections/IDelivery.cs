namespace Homing.Gateway.Connections;

/// <summary>
/// Something that a client was sent and must acknowledge. Of the two, one is called, once, and maybe under the lock of the
/// connection: it must return at once and call no connection.
/// </summary>
internal interface IDelivery
{
    /// <summary>It has reached the application.</summary>
    void Acknowledge();

    /// <summary>The connection ended before the client acknowledged it.</summary>
    void Abandon();
}
