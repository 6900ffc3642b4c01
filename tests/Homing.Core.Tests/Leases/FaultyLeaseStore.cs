using Homing.Leases;

namespace Homing.Core.Tests.Leases;

/// <summary>Stands before a store and, when told, throws, hangs, or does the work and loses the answer.</summary>
internal sealed class FaultyLeaseStore(ILeaseStore inner) : ILeaseStore
{
    public StoreFault Fault { get; set; }

    public int Releases { get; private set; }

    /// <summary>Awaited after the work, before the answer.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    /// <summary>Awaited by who asks whether it is ready.</summary>
    public Func<Task>? UntilReady { get; set; }

    public async ValueTask ReadyAsync(CancellationToken cancellationToken = default)
    {
        if (UntilReady is { } ready)
        {
            await ready();
        }
    }

    public ValueTask<Lease> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default) =>
        CallAsync(() => inner.AcquireAsync(holder, timeToLive, cancellationToken));

    public ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default) =>
        CallAsync(() => inner.RenewAsync(lease, connections, timeToLive, cancellationToken));

    public async ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default)
    {
        Releases++;
        await CallAsync(async () =>
        {
            await inner.ReleaseAsync(lease, cancellationToken);
            return true;
        });
    }

    public ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default) =>
        inner.ListAsync(cancellationToken);

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        switch (Fault)
        {
            case StoreFault.Throw:
                throw new HomingException("The store does not answer.", isTransient: true);
            case StoreFault.Hang:
                // Not even cancellation gets it back.
                await new TaskCompletionSource().Task;
                break;
            case StoreFault.LoseAnswer:
                await call();
                throw new HomingException("The answer was lost.", isTransient: true);
        }

        var answer = await call();
        if (BeforeAnswer is { } before)
        {
            await before();
        }

        return answer;
    }
}

public enum StoreFault
{
    None,
    Throw,
    Hang,
    LoseAnswer,
}
