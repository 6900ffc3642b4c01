using Homing.Leases;

namespace Homing.Conformance;

/// <summary>What every <see cref="ILeaseStore"/> keeps. Each implementation derives from it.</summary>
public abstract class LeaseStoreConformance
{
    private static readonly LeaseHolder Holder = new("http://127.0.0.1:8080");

    /// <summary>How long the suite leases; short where the store counts real time.</summary>
    protected virtual TimeSpan TimeToLive => TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store over the state of this test: empty at its start, the same at each call.</summary>
    protected abstract ValueTask<ILeaseStore> OpenAsync();

    /// <summary>A store as it is after everything that runs it was stopped and started again, on what is durable.</summary>
    protected abstract ValueTask<ILeaseStore> RestartAsync();

    /// <summary>Lets time pass as the store counts it.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    /// <summary>Sets the wall clock of the store, where the test has it in its hand.</summary>
    protected virtual void JumpWallClock(TimeSpan by)
    {
    }

    [Fact]
    public async Task Ids_are_dense_from_zero()
    {
        var store = await OpenAsync();
        for (var id = 0; id < 5; id++)
        {
            Assert.Equal(id, (await AcquireAsync(store)).Id);
        }
    }

    [Fact]
    public async Task Smallest_free_id_is_granted_first()
    {
        var store = await OpenAsync();
        var leases = await AcquireAsync(store, 4);
        await store.ReleaseAsync(leases[2], Cancellation);
        await store.ReleaseAsync(leases[1], Cancellation);

        Assert.Equal([1, 2, 4], (await AcquireAsync(store, 3)).Select(l => l.Id));
    }

    [Fact]
    public async Task Concurrent_grants_are_dense_and_differ()
    {
        var store = await OpenAsync();
        var leases = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => AcquireAsync(store))));

        Assert.Equal(Enumerable.Range(0, 16), leases.Select(l => l.Id).Order());
    }

    [Fact]
    public async Task Two_views_of_one_state_share_the_ids()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());

        Assert.Equal(0, (await AcquireAsync(one)).Id);
        Assert.Equal(1, (await AcquireAsync(other)).Id);
    }

    [Fact]
    public async Task Epoch_of_an_id_grows_with_each_grant()
    {
        var store = await OpenAsync();
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            var lease = await AcquireAsync(store);
            Assert.Equal(0, lease.Id);
            Assert.True(lease.Epoch >= epoch, $"grant {epoch} has epoch {lease.Epoch}");
            await store.ReleaseAsync(lease, Cancellation);
        }
    }

    [Fact]
    public async Task Epoch_grows_across_a_restart()
    {
        var store = await OpenAsync();
        var before = await AcquireAsync(store, 3);
        foreach (var lease in before)
        {
            await store.ReleaseAsync(lease, Cancellation);
        }

        var after = await AcquireAsync(await RestartAsync(), 3);

        Assert.Equal([0, 1, 2], after.Select(l => l.Id));
        Assert.All(after.Zip(before), pair => Assert.True(pair.First.Epoch > pair.Second.Epoch, $"{pair}"));
    }

    [Fact]
    public async Task Lease_that_is_renewed_outlives_its_time()
    {
        var store = await OpenAsync();
        var lease = await AcquireAsync(store);
        for (var i = 0; i < 4; i++)
        {
            await PassAsync(TimeToLive / 2);
            Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        }

        Assert.Equal(1, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Lease_that_is_not_renewed_falls_free()
    {
        var store = await OpenAsync();
        var lease = await AcquireAsync(store);
        await PassAsync(TimeToLive * 1.1);

        var next = await AcquireAsync(store);

        Assert.Equal(lease.Id, next.Id);
        Assert.True(next.Epoch > lease.Epoch);
        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, lease));
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, next));
    }

    [Fact]
    public async Task Expired_lease_is_lost_even_if_nobody_took_the_id()
    {
        var store = await OpenAsync();
        var lease = await AcquireAsync(store);
        await PassAsync(TimeToLive * 1.1);

        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, lease));
    }

    [Fact]
    public async Task Release_frees_the_id_at_once()
    {
        var store = await OpenAsync();
        var lease = await AcquireAsync(store);
        await store.ReleaseAsync(lease, Cancellation);

        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, lease));
        Assert.Equal(lease.Id, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Release_of_what_is_not_held_does_nothing()
    {
        var store = await OpenAsync();
        var old = await AcquireAsync(store);
        await store.ReleaseAsync(old, Cancellation);
        var current = await AcquireAsync(store);

        await store.ReleaseAsync(old, Cancellation);
        await store.ReleaseAsync(new Lease(99, 1), Cancellation);

        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, current));
    }

    [Fact]
    public async Task List_tells_who_holds_what()
    {
        var store = await OpenAsync();
        Assert.Empty(await store.ListAsync(Cancellation));
        var first = await store.AcquireAsync(new LeaseHolder("http://a"), TimeToLive, Cancellation);
        var second = await store.AcquireAsync(new LeaseHolder("http://b"), TimeToLive, Cancellation);
        await store.RenewAsync(second, 42, TimeToLive, Cancellation);

        var list = await store.ListAsync(Cancellation);

        Assert.Equal([first, second], list.Select(s => s.Lease));
        Assert.Equal(["http://a", "http://b"], list.Select(s => s.Holder.Url));
        Assert.Equal([0, 42], list.Select(s => s.Connections));
        await store.ReleaseAsync(first, Cancellation);
        Assert.Equal([second], (await store.ListAsync(Cancellation)).Select(s => s.Lease));
        await PassAsync(TimeToLive * 1.1);
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Wall_clock_that_is_set_changes_nothing(int days)
    {
        var store = await OpenAsync();
        var lease = await AcquireAsync(store);
        JumpWallClock(TimeSpan.FromDays(days));

        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await PassAsync(TimeToLive * 1.1);
        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, lease));
    }

    [Fact]
    public async Task Cancelled_call_grants_nothing()
    {
        var store = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.AcquireAsync(Holder, TimeToLive, cancelled.Token));
        Assert.Equal(0, (await AcquireAsync(store)).Id);
    }

    private async Task<Lease> AcquireAsync(ILeaseStore store) => await store.AcquireAsync(Holder, TimeToLive, Cancellation);

    private async Task<Lease[]> AcquireAsync(ILeaseStore store, int count)
    {
        var leases = new Lease[count];
        for (var i = 0; i < count; i++)
        {
            leases[i] = await AcquireAsync(store);
        }

        return leases;
    }

    private async Task<LeaseRenewal> RenewAsync(ILeaseStore store, Lease lease) =>
        await store.RenewAsync(lease, 0, TimeToLive, Cancellation);
}
