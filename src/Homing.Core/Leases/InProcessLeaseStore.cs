using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Leases;

/// <summary>
/// Leases for the gateways of one process. Who holds what is memory, and ends with the process, as the holders do; the
/// epochs outlive it in the log.
/// </summary>
/// <remarks>
/// <para>Grants are made one after the other, and each epoch is durable before its grant is returned.</para>
/// <para>Expiry goes by monotonic time: it does not notice a wall clock that is set.</para>
/// <para>Thread-safe. One process per log: two would grant the same ids, each by its own memory.</para>
/// </remarks>
public sealed class InProcessLeaseStore : ILeaseStore, IDisposable
{
    private readonly LeaseEpochs _epochs;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _granting = new(1, 1);
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Grant> _grants = [];

    /// <summary>Makes the store; it reads the log at the first grant.</summary>
    public InProcessLeaseStore(ILog log, TimeProvider clock, ILogger<InProcessLeaseStore> logger)
    {
        ArgumentNullException.ThrowIfNull(log);
        _epochs = new LeaseEpochs(log, logger);
        _clock = clock;
    }

    /// <inheritdoc/>
    /// <exception cref="LogException">The log did not take the epoch: nothing was granted, the id stays free.</exception>
    public async ValueTask<Lease> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        await _granting.WaitAsync(cancellationToken);
        try
        {
            // An id that falls free during the append is not looked at again: at the time of the choice this was the
            // smallest, and nobody else can have been given it since.
            var id = SmallestFree();
            var lease = new Lease(id, await _epochs.RaiseAsync(id, cancellationToken));
            lock (_gate)
            {
                _grants.Add(id, new Grant(lease, holder, _clock.GetUtcNow(), _clock.GetTimestamp(), timeToLive));
            }

            return lease;
        }
        finally
        {
            _granting.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            RemoveExpired();
            if (!_grants.TryGetValue(lease.Id, out var grant) || grant.Lease != lease)
            {
                return ValueTask.FromResult(LeaseRenewal.Lost);
            }

            _grants[lease.Id] = grant with
            {
                Connections = connections,
                RenewedAt = _clock.GetTimestamp(),
                TimeToLive = timeToLive,
            };
            return ValueTask.FromResult(LeaseRenewal.Held);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_grants.TryGetValue(lease.Id, out var grant) && grant.Lease == lease)
            {
                _grants.Remove(lease.Id);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            RemoveExpired();
            return ValueTask.FromResult<IReadOnlyList<LeaseStatus>>(
                [.. _grants.Values.Select(g => new LeaseStatus(g.Lease, g.Holder, g.Connections, g.AcquiredAt))]);
        }
    }

    /// <summary>Frees what the store holds; it is not usable afterwards.</summary>
    public void Dispose() => _granting.Dispose();

    private int SmallestFree()
    {
        lock (_gate)
        {
            RemoveExpired();
            var id = 0;
            foreach (var held in _grants.Keys)
            {
                if (held != id)
                {
                    break;
                }

                id++;
            }

            return id;
        }
    }

    private void RemoveExpired()
    {
        foreach (var grant in _grants.Values.Where(g => _clock.GetElapsedTime(g.RenewedAt) >= g.TimeToLive).ToList())
        {
            _grants.Remove(grant.Lease.Id);
        }
    }

    private sealed record Grant(
        Lease Lease, LeaseHolder Holder, DateTimeOffset AcquiredAt, long RenewedAt, TimeSpan TimeToLive, int Connections = 0);
}
