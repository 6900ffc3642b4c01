namespace Homing.Gateway;

/// <summary>What the connections of a gateway have under way, as of the last look at all of them.</summary>
/// <param name="InFlight">Requests under way and answers not acknowledged.</param>
/// <param name="QueuedBytes">Bytes that wait to be read by slow clients.</param>
internal readonly record struct GatewayLoad(int InFlight, long QueuedBytes)
{
    /// <summary>With one more connection.</summary>
    public GatewayLoad And(int inFlight, int queuedBytes) => new(InFlight + inFlight, QueuedBytes + queuedBytes);
}
