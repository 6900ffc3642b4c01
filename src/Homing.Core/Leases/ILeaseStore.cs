namespace Homing.Leases;

/// <summary>
/// Keeps who holds which small number. Numbers are dense: a new holder gets the smallest that is free. Each grant of
/// a number has a higher epoch than any grant of that number before it, across restarts too.
/// </summary>
/// <remarks>Expected outcomes are results, not exceptions; an exception means that the store could not be asked.</remarks>
public interface ILeaseStore
{
    /// <summary>
    /// Returns once a grant would not have to wait. A store that lost its memory first hears from those who hold an id. Whoever
    /// counts the time of a lease from before it was asked for calls this before, so that the wait is not part of it.
    /// </summary>
    ValueTask ReadyAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Grants the smallest free id for <paramref name="timeToLive"/>.</summary>
    ValueTask<Lease> AcquireAsync(LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default);

    /// <summary>Holds the lease for another <paramref name="timeToLive"/> from now, if it is still this holder's.</summary>
    /// <param name="lease">The lease as granted.</param>
    /// <param name="connections">What the holder serves right now, for <see cref="ListAsync"/>.</param>
    /// <param name="timeToLive">How long from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default);

    /// <summary>Frees the id at once if the lease is still held; otherwise does nothing.</summary>
    ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default);

    /// <summary>The leases that are held now, by id.</summary>
    ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default);
}
