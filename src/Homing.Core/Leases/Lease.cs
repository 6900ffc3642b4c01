namespace Homing.Leases;

/// <summary>A granted id. Two grants of one id never have the same epoch, and the later has the higher.</summary>
/// <param name="Id">The id, from 0.</param>
/// <param name="Epoch">Fences: whatever carries a lower epoch of this id is of an earlier holder.</param>
public readonly record struct Lease(int Id, long Epoch);

/// <summary>Who asks for a lease.</summary>
/// <param name="Url">Where the holder is reached.</param>
public sealed record LeaseHolder(string Url);

/// <summary>What became of a renewal.</summary>
public enum LeaseRenewal
{
    /// <summary>The lease is held for its time from now.</summary>
    Held,

    /// <summary>It ran out, was released, or the id is another's: stop at once.</summary>
    Lost,
}

/// <summary>A lease that is held now.</summary>
/// <param name="Lease">Id and epoch.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Connections">How many connections it served when it last renewed.</param>
/// <param name="AcquiredAt">Since when it is held.</param>
public sealed record LeaseStatus(Lease Lease, LeaseHolder Holder, int Connections, DateTimeOffset AcquiredAt);
