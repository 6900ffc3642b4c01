using Homing.Leases;

namespace Homing.Gateway;

/// <summary>The id that a gateway serves under, from the grant to the loss of it.</summary>
internal sealed class GatewayLease(HeldLease held, string url)
{
    public int ApiId => held.Lease.Id;

    public long Epoch => held.Lease.Epoch;

    public string Url { get; } = url;

    /// <summary>False from the moment that the id may be another's: nothing is done under it any more.</summary>
    public bool IsHeld => held.IsHeld;
}
