using Homing.Leases;

namespace Homing.Core.Tests.Leases;

/// <summary>Stands directly before the store and works out on its own who must hold what by now.</summary>
internal sealed class LeaseModelStore(ILeaseStore inner, TimeProvider clock, Dictionary<int, long> epochs) : ILeaseStore
{
    private readonly SortedDictionary<int, (Lease Lease, long Since, TimeSpan TimeToLive)> _held = [];

    public IEnumerable<Lease> Held => _held.Values
        .Where(h => clock.GetElapsedTime(h.Since) < h.TimeToLive).Select(h => h.Lease);

    public async ValueTask<Lease> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        var taken = Held.Select(l => l.Id).ToHashSet();
        var expected = Enumerable.Range(0, int.MaxValue).First(id => !taken.Contains(id));
        var lease = await inner.AcquireAsync(holder, timeToLive, cancellationToken);

        Assert.Equal(expected, lease.Id);
        Assert.True(lease.Epoch > epochs.GetValueOrDefault(lease.Id), $"{lease} after epoch {epochs.GetValueOrDefault(lease.Id)}");
        epochs[lease.Id] = lease.Epoch;
        _held[lease.Id] = (lease, clock.GetTimestamp(), timeToLive);
        return lease;
    }

    public async ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        var expected = Held.Contains(lease) ? LeaseRenewal.Held : LeaseRenewal.Lost;
        var outcome = await inner.RenewAsync(lease, connections, timeToLive, cancellationToken);

        Assert.Equal(expected, outcome);
        if (outcome == LeaseRenewal.Held)
        {
            _held[lease.Id] = (lease, clock.GetTimestamp(), timeToLive);
        }

        return outcome;
    }

    public async ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default)
    {
        await inner.ReleaseAsync(lease, cancellationToken);
        if (_held.TryGetValue(lease.Id, out var held) && held.Lease == lease)
        {
            _held.Remove(lease.Id);
        }
    }

    public ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default) =>
        inner.ListAsync(cancellationToken);
}
