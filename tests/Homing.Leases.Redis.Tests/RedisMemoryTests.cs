using Homing.Testing;

namespace Homing.Leases.Redis.Tests;

/// <summary>What a Redis that forgot, or may have forgotten, does to those who hold an id.</summary>
public sealed class RedisMemoryTests : RedisTest
{
    [Fact]
    public async Task Flush_throws_nobody_off()
    {
        var store = await NewSettledStoreAsync();
        var leases = new[] { await AcquireAsync(store), await AcquireAsync(store), await AcquireAsync(store) };
        await Server.ExecuteAsync("FLUSHALL");

        await AllAreHeldAsync(store, leases);
        await Server.PassAsync(TimeToLive / 2);
        await AllAreHeldAsync(store, leases);
        await Server.PassAsync(TimeToLive / 2);

        Assert.Equal(leases, await HeldAsync(store));
        var next = await AcquireAsync(store);
        Assert.Equal(3, next.Id);
        Assert.All(leases, lease => Assert.True(next.Epoch > lease.Epoch));
    }

    [Fact]
    public async Task Reasserted_lease_is_as_it_was()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await RenewAsync(store, lease, connections: 7);
        var before = await store.ListAsync(Cancellation);
        await Server.ExecuteAsync("FLUSHALL");
        await RenewAsync(store, lease, connections: 7);
        await Server.PassAsync(TimeToLive / 2);
        await RenewAsync(store, lease, connections: 7);
        await Server.PassAsync(TimeToLive / 2);

        Assert.Equal(before, await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Nobody_is_granted_an_id_while_a_holder_may_not_have_been_heard()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.ExecuteAsync("FLUSHALL");

        Assert.InRange(await WaitAsync(store), TimeToLive * 0.99, TimeToLive);
        await Server.PassAsync(TimeToLive * 0.9);
        Assert.InRange(await WaitAsync(store), TimeToLive * 0.09, TimeToLive * 0.1);

        // He was silent for as long as he may be, and nobody has his id.
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await Server.PassAsync(TimeToLive * 0.1);
        Assert.Equal(1, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Holder_that_says_nothing_while_he_is_listened_to_has_lost()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.ExecuteAsync("FLUSHALL");
        await SettleAsync(store);

        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, lease));
        var next = await AcquireAsync(store);
        Assert.Equal(lease.Id, next.Id);
        Assert.True(next.Epoch > lease.Epoch);
    }

    [Fact]
    public async Task Second_flush_begins_anew()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.ExecuteAsync("FLUSHALL");
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await Server.PassAsync(TimeToLive / 2);
        await Server.ExecuteAsync("FLUSHALL");

        Assert.InRange(await WaitAsync(store), TimeToLive * 0.99, TimeToLive);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
    }

    [Fact]
    public async Task Restart_while_listening_begins_anew()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        for (var restart = 0; restart < 2; restart++)
        {
            await Server.KillAsync();
            await Server.RestartAsync();
            var again = NewStore();

            Assert.InRange(await WaitAsync(again), TimeToLive * 0.99, TimeToLive);
            Assert.Equal(LeaseRenewal.Held, await RenewAsync(again, lease));
            await Server.PassAsync(TimeToLive / 2);
        }
    }

    [Fact]
    public async Task Restart_on_an_old_snapshot_throws_nobody_off()
    {
        var store = await NewSettledStoreAsync();
        var (old, released) = (await AcquireAsync(store), await AcquireAsync(store));
        await Server.ExecuteAsync("SAVE");
        await store.ReleaseAsync(released, Cancellation);
        var later = await AcquireAsync(store);
        Assert.Equal(released.Id, later.Id);
        await Server.KillAsync();
        await Server.RestartAsync();
        await Server.PassAsync(TimeToLive * 2);

        // In the snapshot one ran out long ago, and the other is somebody else's.
        store = NewStore();
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, old));
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, later));
        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, released));
        await Server.PassAsync(TimeToLive / 2);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, old));
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, later));
        await Server.PassAsync(TimeToLive / 2);
        Assert.Equal([old, later], await HeldAsync(store));
    }

    [Fact]
    public async Task Release_that_finds_nothing_does_nothing()
    {
        var store = await NewSettledStoreAsync();
        var (first, second) = (await AcquireAsync(store), await AcquireAsync(store));
        await Server.ExecuteAsync("FLUSHALL");
        await store.ReleaseAsync(first, Cancellation);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, second));
        await Server.PassAsync(TimeToLive / 2);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, second));
        await Server.PassAsync(TimeToLive / 2);

        Assert.Equal([second], await HeldAsync(store));
        Assert.Equal(0, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Of_two_who_claim_an_id_the_later_has_it()
    {
        var store = await NewSettledStoreAsync();
        var former = await AcquireAsync(store);
        await Server.PassAsync(TimeToLive);
        var present = await AcquireAsync(store);
        Assert.Equal(former.Id, present.Id);
        await Server.ExecuteAsync("FLUSHALL");

        // The renewal of one who was fenced long ago was under way all the time.
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, former));
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, present));
        Assert.Equal(LeaseRenewal.Lost, await RenewAsync(store, former));
        await Server.PassAsync(TimeToLive * 0.9);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, present));
        await Server.PassAsync(TimeToLive * 0.1);
        Assert.Equal([present], await HeldAsync(store));
    }

    [Fact]
    public async Task Clock_that_is_set_back_makes_no_lease_longer()
    {
        var store = await NewSettledStoreAsync();
        var (kept, silent) = (await AcquireAsync(store), await AcquireAsync(store));
        await Server.PassAsync(-TimeToLive * 24);

        // Since when it remembers lies ahead now, so it listens first; a lease lasts its time from here at most.
        Assert.InRange(await WaitAsync(store), TimeToLive * 0.99, TimeToLive);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, kept));
        await Server.PassAsync(TimeToLive / 2);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, kept));
        await Server.PassAsync(TimeToLive / 2);

        Assert.Equal([kept, silent], await HeldAsync(store));
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, kept));
        await Server.PassAsync(TimeToLive * 0.9);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, kept));
        await Server.PassAsync(TimeToLive * 0.1);
        Assert.Equal([kept], await HeldAsync(store));
    }

    [Fact]
    public async Task Clock_that_is_set_back_a_little_changes_nothing()
    {
        var store = await NewSettledStoreAsync();
        await Server.PassAsync(TimeToLive * 24);
        var lease = await AcquireAsync(store);
        await Server.PassAsync(-TimeToLive);

        Assert.Equal(lease, Assert.Single(await HeldAsync(store)));
        await Server.PassAsync(TimeToLive);
        Assert.Empty(await HeldAsync(store));
    }

    [Fact]
    public async Task Epochs_grow_though_the_clock_stands_still_or_goes_back()
    {
        var store = await NewSettledStoreAsync();
        var ahead = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000) * 1000;
        await Server.ExecuteAsync("HSET", "homing:leases", "epoch", ahead);

        Assert.Equal(ahead + 1, (await AcquireAsync(store)).Epoch);
        Assert.Equal(ahead + 2, (await AcquireAsync(store)).Epoch);
    }

    [Fact]
    public async Task Epochs_stay_below_what_json_carries()
    {
        var lease = await AcquireAsync(await NewSettledStoreAsync());

        Assert.InRange(lease.Epoch, 1_700_000_000_000_000, 1L << 53);
    }

    [Fact]
    public async Task Epochs_of_those_who_are_heard_again_are_not_given_twice()
    {
        var store = await NewSettledStoreAsync();
        var lease = new Lease(0, 5_000_000_000_000_000);
        await Server.ExecuteAsync("FLUSHALL");
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await Server.PassAsync(TimeToLive);

        Assert.Equal(new Lease(0, lease.Epoch + 1), await AcquireAsync(store));
    }

    [Fact]
    public async Task Acquire_and_list_wait_until_all_were_heard()
    {
        var clock = new FakeTimeProvider();
        var logger = new SignalLogger<RedisLeaseStore>();
        var store = NewStore(clock: clock, logger: logger);
        var grant = AcquireAsync(store);
        await logger.WaitForAsync(EventIds.Listening);
        var list = store.ListAsync(Cancellation).AsTask();
        await logger.WaitForAsync(EventIds.Listening, 2);
        Assert.False(grant.IsCompleted || list.IsCompleted);

        await Server.PassAsync(TimeToLive);
        clock.Advance(TimeToLive);

        Assert.Equal(0, (await grant.WaitAsync(Deadline, Cancellation)).Id);
        Assert.InRange((await list.WaitAsync(Deadline, Cancellation)).Count, 0, 1);
    }

    [Fact]
    public async Task Wait_that_is_cancelled_grants_nothing()
    {
        var logger = new SignalLogger<RedisLeaseStore>();
        var store = NewStore(clock: new FakeTimeProvider(), logger: logger);
        using var cancel = new CancellationTokenSource();
        var grant = store.AcquireAsync(Holder, TimeToLive, cancel.Token).AsTask();
        await logger.WaitForAsync(EventIds.Listening);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grant.WaitAsync(Deadline, Cancellation));
        await Server.PassAsync(TimeToLive);
        Assert.Empty(await HeldAsync(store));
    }

    private static async Task AllAreHeldAsync(RedisLeaseStore store, Lease[] leases)
    {
        foreach (var lease in leases)
        {
            Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        }
    }
}
