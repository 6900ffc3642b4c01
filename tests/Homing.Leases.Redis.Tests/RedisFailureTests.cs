using Homing.Testing;

namespace Homing.Leases.Redis.Tests;

/// <summary>A Redis that is away, hangs, comes back, or does not let us in.</summary>
public sealed class RedisFailureTests : RedisTest
{
    [Fact]
    public async Task Redis_that_is_away_is_a_transient_error()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.KillAsync();

        var error = await Assert.ThrowsAsync<HomingException>(() => RenewAsync(store, lease));

        Assert.True(error.IsTransient, error.ToString());
        Assert.Contains(Server.Address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_that_was_never_there_is_a_transient_error_and_used_once_it_is_there()
    {
        await Server.KillAsync();
        var store = NewStore();
        Assert.True((await Assert.ThrowsAsync<HomingException>(() => AcquireAsync(store))).IsTransient);

        await Server.RestartAsync();
        await SettleAsync(store);

        Assert.Equal(0, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Store_goes_on_by_itself_after_a_restart()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.KillAsync();
        await Server.RestartAsync();

        Assert.Equal(LeaseRenewal.Held, await RetryAsync(() => RenewAsync(store, lease)));
    }

    [Fact]
    public async Task Redis_that_hangs_is_a_transient_error_within_the_timeout()
    {
        var clock = new FakeTimeProvider();
        var timeout = TimeSpan.FromSeconds(10);
        var store = NewStore(clock: clock, timeout: timeout);
        await SettleAsync(store);
        var lease = await AcquireAsync(store);
        await Server.SuspendAsync();

        var renewal = RenewAsync(store, lease);
        clock.Advance(timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(renewal.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var error = await Assert.ThrowsAsync<HomingException>(() => renewal.WaitAsync(Deadline, Cancellation));

        Assert.True(error.IsTransient, error.ToString());
        await Server.ResumeAsync();
        Assert.Equal(LeaseRenewal.Held, await RetryAsync(() => RenewAsync(store, lease)));
    }

    [Fact]
    public async Task Caller_that_gives_up_is_let_go_at_once_and_his_grant_is_given_back()
    {
        var store = await NewSettledStoreAsync();
        await Server.SuspendAsync();
        using var cancel = new CancellationTokenSource();
        var grant = store.AcquireAsync(Holder, TimeToLive, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grant.WaitAsync(Deadline, Cancellation));

        await Server.ResumeAsync();

        await RetryAsync(async () =>
        {
            var granted = !(await Server.ExecuteAsync("HGET", "homing:leases", "epoch")).IsNull;
            var held = (long)await Server.ExecuteAsync("HEXISTS", "homing:leases", "0") == 1;
            return granted && !held ? true : throw new HomingException("The grant was not yet given back.", isTransient: true);
        });
        Assert.Equal(0, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Scripts_that_redis_forgot_are_sent_again()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await RenewAsync(store, lease);
        await Server.ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal(LeaseRenewal.Held, await RetryAsync(() => RenewAsync(store, lease)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",password=not-the-secret")]
    public async Task Password_that_is_wrong_is_no_transient_error_and_not_shown(string password)
    {
        var server = await StartServerAsync("--requirepass", "the-secret");
        var store = NewStore(server.Address + password);

        var error = await Assert.ThrowsAsync<HomingException>(() => AcquireAsync(store));

        Assert.False(error.IsTransient, error.ToString());
        Assert.Contains("Homing:Redis:Configuration", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_that_is_right_lets_us_in()
    {
        var server = await StartServerAsync("--requirepass", "the-secret");
        var store = NewStore(server.Address + ",password=the-secret,defaultDatabase=3");
        await store.PingAsync(Cancellation);

        await server.ExecuteAsync("SELECT", "3");
        Assert.Equal(1L, (long)await server.ExecuteAsync("EVAL", "redis.call('SELECT', 3) return redis.call('EXISTS', 'homing:leases')", "0"));
    }

    [Fact]
    public async Task Password_that_is_changed_under_way_is_no_transient_error()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.ExecuteAsync("CONFIG", "SET", "requirepass", "the-secret");
        await Server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        HomingException error;
        do
        {
            error = await Assert.ThrowsAsync<HomingException>(() => RenewAsync(store, lease));
        }
        while (error.IsTransient);

        Assert.Contains("does not let us in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_that_are_asked_for_are_enough_and_fewer_are_an_error_that_stays()
    {
        var server = await StartServerAsync();
        await server.ExecuteAsync(
            "ACL", "SETUSER", "default", "resetkeys", "~homing:leases", "resetchannels", "-@all", "+ping", "+echo", "+info", "+time",
            "+eval", "+evalsha", "+script|load", "+hget", "+hmget", "+hgetall", "+hset", "+hdel", "+acl|setuser");
        var store = NewStore(server.Address);
        await store.PingAsync(Cancellation);
        await server.PassAsync(TimeToLive);
        var lease = await AcquireAsync(store);
        Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
        await store.ReleaseAsync(lease, Cancellation);

        await server.ExecuteAsync("ACL", "SETUSER", "default", "-hset");
        Assert.False((await Assert.ThrowsAsync<HomingException>(() => AcquireAsync(store))).IsTransient);
        await server.ExecuteAsync("ACL", "SETUSER", "default", "-evalsha", "-eval");
        Assert.False((await Assert.ThrowsAsync<HomingException>(() => AcquireAsync(store))).IsTransient);
    }

    [Fact]
    public async Task Full_redis_is_a_transient_error()
    {
        var store = await NewSettledStoreAsync();
        var lease = await AcquireAsync(store);
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var error = await Assert.ThrowsAsync<HomingException>(() => RenewAsync(store, lease));
        Assert.True(error.IsTransient, error.ToString());
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(LeaseRenewal.Held, await RetryAsync(() => RenewAsync(store, lease)));
    }

    [Fact]
    public async Task Two_prefixes_are_two_systems()
    {
        var one = await NewSettledStoreAsync();
        await AcquireAsync(one);
        var other = NewStore(prefix: "other:");
        await other.PingAsync(Cancellation);
        await Server.PassAsync(TimeToLive, "other:");

        Assert.Equal(0, (await AcquireAsync(other)).Id);
        Assert.Single(await HeldAsync(one));
    }
}
