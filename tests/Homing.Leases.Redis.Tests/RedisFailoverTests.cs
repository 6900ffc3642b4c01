namespace Homing.Leases.Redis.Tests;

/// <summary>A replica takes the primary's place.</summary>
public sealed class RedisFailoverTests : RedisTest
{
    private RedisServer _replica = null!;

    private string Both => Server.Address + "," + _replica.Address;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _replica = await StartServerAsync();
        await _replica.ExecuteAsync("REPLICAOF", "127.0.0.1", Server.Port);
        await ReplicateAsync();
    }

    [Fact]
    public async Task Store_goes_on_after_the_primary_died()
    {
        var (store, lease) = await HoldAsync();
        await ReplicateAsync();
        await Server.KillAsync();
        await _replica.ExecuteAsync("REPLICAOF", "NO", "ONE");

        await RenewedAsync(store, lease);

        // The replica may not have heard all: it listens first.
        Assert.InRange(await WaitAsync(store), TimeToLive * 0.99, TimeToLive);
        await PassHoldingAsync(store, lease);
        Assert.Equal([lease], await HeldAsync(store));
        Assert.Equal(1, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Grant_that_the_replica_had_not_heard_of_is_kept()
    {
        var store = NewStore(Both);
        await SettleAsync(store);
        await ReplicateAsync();
        await _replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        var lonely = NewStore(Server.Address);
        var lease = await AcquireAsync(lonely);
        await Server.KillAsync();

        var successor = NewStore(_replica.Address);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(successor, lease));
        await PassHoldingAsync(successor, lease);
        Assert.Equal([lease], await HeldAsync(successor));
    }

    [Fact]
    public async Task Store_follows_when_the_two_change_places()
    {
        var (store, lease) = await HoldAsync();
        await ReplicateAsync();
        await _replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Server.ExecuteAsync("REPLICAOF", "127.0.0.1", _replica.Port);

        await RenewedAsync(store, lease);

        Assert.InRange(await WaitAsync(store), TimeToLive * 0.99, TimeToLive);
    }

    [Fact]
    public async Task Store_goes_on_after_the_primary_hung()
    {
        var store = NewStore(Both, timeout: TimeSpan.FromMilliseconds(250));
        await RetryAsync(async () =>
        {
            await store.PingAsync(Cancellation);
            return true;
        });
        await Server.PassAsync(TimeToLive);
        var lease = await RetryAsync(() => AcquireAsync(store));
        await ReplicateAsync();
        await Server.SuspendAsync();
        await _replica.ExecuteAsync("REPLICAOF", "NO", "ONE");

        await RenewedAsync(store, lease);
    }

    private async Task<(RedisLeaseStore Store, Lease Lease)> HoldAsync()
    {
        var store = NewStore(Both);
        await SettleAsync(store);
        return (store, await AcquireAsync(store));
    }

    /// <summary>Returns once the replica has all that the primary has.</summary>
    private async Task ReplicateAsync()
    {
        await Server.ExecuteAsync("SET", "replicated", "yes");
        Assert.Equal(1L, (long)await Server.ExecuteAsync("WAIT", 1, 30_000));
    }

    private async Task PassHoldingAsync(RedisLeaseStore store, Lease lease)
    {
        await _replica.PassAsync(TimeToLive / 2);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await _replica.PassAsync(TimeToLive / 2);
    }

    private static async Task RenewedAsync(RedisLeaseStore store, Lease lease) =>
        Assert.Equal(LeaseRenewal.Held, await RetryAsync(() => RenewAsync(store, lease)));
}
