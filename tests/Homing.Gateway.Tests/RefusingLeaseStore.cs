using Homing.Leases;

namespace Homing.Gateway.Tests;

/// <summary>Grants id 0 with a rising epoch, and refuses renewals of what was granted before it was told to.</summary>
internal sealed class RefusingLeaseStore : ILeaseStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource> _granted = [];
    private long _epoch;
    private long _refusedUpTo;

    public void RefuseRenewals()
    {
        lock (_gate)
        {
            _refusedUpTo = _epoch;
        }
    }

    /// <summary>Completes when that many leases were granted.</summary>
    public Task Granted(int times)
    {
        lock (_gate)
        {
            return Signal(times).Task;
        }
    }

    public ValueTask<Lease> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _epoch++;
            Signal((int)_epoch).TrySetResult();
            return ValueTask.FromResult(new Lease(0, _epoch));
        }
    }

    public ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(lease.Epoch <= _refusedUpTo ? LeaseRenewal.Lost : LeaseRenewal.Held);
        }
    }

    public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<LeaseStatus>>([]);

    private TaskCompletionSource Signal(int times) => _granted.TryGetValue(times, out var known)
        ? known
        : _granted[times] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}
