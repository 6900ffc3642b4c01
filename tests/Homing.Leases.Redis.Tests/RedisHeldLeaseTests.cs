using Homing.Testing;

namespace Homing.Leases.Redis.Tests;

/// <summary>A held lease over a real Redis: the holder is through before the id can be another's.</summary>
public sealed class RedisHeldLeaseTests : RedisTest
{
    private const int LeaseAcquired = 1001;
    private const int LeaseGrantedTooLate = 1002;
    private const int LeaseRenewalFailed = 1003;
    private const int LeaseRenewed = 1004;
    private static readonly TimeSpan HoldFor = TimeToLive * 0.9;
    private static readonly TimeSpan RenewEvery = TimeToLive / 3;
    private static readonly TimeSpan RetryAfter = TimeToLive / 12;
    private readonly FakeTimeProvider _clock = new();
    private readonly SignalLogger<LeaseKeeper> _logger = new();

    [Fact]
    public async Task Holder_stops_before_a_redis_that_hangs_can_hand_its_id_on()
    {
        var store = NewStore(clock: _clock, timeout: TimeSpan.FromSeconds(10));
        await SettleAsync(store);
        await using var held = await KeepAsync(store);
        await Server.SuspendAsync();

        _clock.Advance(HoldFor - TimeSpan.FromTicks(1));
        Assert.True(held.IsHeld);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(held.IsHeld);
        Assert.True(held.Lost.IsCancellationRequested);

        await Server.ResumeAsync();
        var other = NewStore();
        Assert.Equal(1, (await AcquireAsync(other)).Id);
    }

    [Fact]
    public async Task Holder_keeps_its_id_through_flush_and_restart()
    {
        var store = NewStore(clock: _clock);
        await SettleAsync(store);
        await using var held = await KeepAsync(store);
        for (var loss = 0; loss < 3; loss++)
        {
            if (loss == 1)
            {
                await Server.KillAsync();
                await Server.RestartAsync();
            }
            else
            {
                await Server.ExecuteAsync("FLUSHALL");
            }

            await RenewalAsync();
            Assert.True(held.IsHeld);
        }

        var other = NewStore();
        for (var third = 0; third < 3; third++)
        {
            await Server.PassAsync(RenewEvery);
            await RenewalAsync();
        }

        Assert.Equal(1, (await AcquireAsync(other)).Id);
        Assert.Equal(held.Lease, (await HeldAsync(other)).First());
    }

    [Fact]
    public async Task Waiting_until_all_were_heard_takes_nothing_from_the_time_held()
    {
        var log = new SignalLogger<RedisLeaseStore>();
        var store = NewStore(clock: _clock, logger: log);
        var keeper = NewKeeper(store, _clock, _logger);
        var acquired = keeper.AcquireAsync(Holder, () => 0, Cancellation).AsTask();
        await log.WaitForAsync(EventIds.Listening);
        await Server.PassAsync(TimeToLive);
        _clock.Advance(TimeToLive);
        await using var held = await acquired.WaitAsync(Deadline, Cancellation);

        Assert.DoesNotContain(_logger.Lines, line => line.Id == LeaseGrantedTooLate);
        Assert.Single(_logger.Lines, line => line.Id == LeaseAcquired);
        _clock.AdvanceHoldingTimers(HoldFor - TimeSpan.FromTicks(1));
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Release_frees_the_id_at_once()
    {
        var store = await NewSettledStoreAsync();
        var held = await KeepAsync(store);
        await held.DisposeAsync();

        Assert.Empty(await HeldAsync(store));
        Assert.Equal(held.Lease.Id, (await AcquireAsync(store)).Id);
    }

    [Fact]
    public async Task Holder_whose_id_is_anothers_is_told_at_its_next_renewal()
    {
        var store = NewStore(clock: _clock);
        await SettleAsync(store);
        await using var held = await KeepAsync(store);
        await Server.PassAsync(TimeToLive);
        var next = await AcquireAsync(NewStore());
        Assert.Equal(held.Lease.Id, next.Id);

        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = held.Lost.Register(lost.SetResult);
        _clock.Advance(RenewEvery);
        await lost.Task.WaitAsync(Deadline, Cancellation);

        Assert.False(held.IsHeld);
        Assert.True(next.Epoch > held.Lease.Epoch);
    }

    private async Task<HeldLease> KeepAsync(ILeaseStore store) =>
        await NewKeeper(store, _clock, _logger).AcquireAsync(Holder, () => 0, Cancellation);

    /// <summary>Lets the next renewal come, and those that follow where it fails, until one succeeds.</summary>
    private async Task RenewalAsync()
    {
        var (due, tried) = (RenewEvery, _logger.Lines.Count(IsRenewal));
        do
        {
            _clock.Advance(due);
            await _logger.WaitForAsync([LeaseRenewed, LeaseRenewalFailed], ++tried);
            due = RetryAfter;
        }
        while (_logger.Lines.Last(IsRenewal).Id == LeaseRenewalFailed);
    }

    private static bool IsRenewal((int Id, string Text) line) => line.Id is LeaseRenewed or LeaseRenewalFailed;
}
