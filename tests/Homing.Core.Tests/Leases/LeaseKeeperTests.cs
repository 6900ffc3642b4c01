using Homing.Leases;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Leases;

/// <summary>With the defaults: 10 s to live, fenced after 9 s, renewed each 3.33 s, 1.67 s a try.</summary>
public sealed class LeaseKeeperTests : IAsyncDisposable
{
    private static readonly LeaseHolder Holder = new("http://a");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryLog _log;
    private readonly InProcessLeaseStore _inner;
    private readonly FaultyLeaseStore _store;
    private readonly LeaseKeeper _keeper;

    public LeaseKeeperTests()
    {
        _log = new InMemoryLog(_clock);
        _inner = new InProcessLeaseStore(_log, _clock, NullLogger<InProcessLeaseStore>.Instance);
        _store = new FaultyLeaseStore(_inner);
        _keeper = LeaseTestKit.NewKeeper(_store, _clock);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _inner.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Lease_is_kept_as_long_as_the_store_answers()
    {
        var connections = 0;
        await using var held = await _keeper.AcquireAsync(Holder, () => ++connections, Cancellation);
        for (var second = 0; second < 61; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(held.IsHeld);
        }

        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Equal(18, connections);
        Assert.Equal(18, Assert.Single(await _store.ListAsync(Cancellation)).Connections);
    }

    [Fact]
    public async Task Lease_that_is_abandoned_is_lost_at_once_and_stays_taken_until_its_time_is_over()
    {
        var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);

        held.Abandon();
        await held.DisposeAsync();

        Assert.True(held is { IsHeld: false, IsAbandoned: true, Lost.IsCancellationRequested: true });
        Assert.Equal(0, _store.Releases);
        Assert.Single(await _store.ListAsync(Cancellation));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await _store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Dispose_releases_at_once_and_only_once()
    {
        var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        await held.DisposeAsync();
        await held.DisposeAsync();

        Assert.False(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Equal(1, _store.Releases);
        Assert.Empty(await _store.ListAsync(Cancellation));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Theory]
    [InlineData(StoreFault.Throw)]
    [InlineData(StoreFault.Hang)]
    [InlineData(StoreFault.LoseAnswer)]
    public async Task Store_that_fails_fences_a_margin_before_the_lease_is_over(StoreFault fault)
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.Fault = fault;
        _clock.Advance(TimeSpan.FromSeconds(9) - TimeSpan.FromMilliseconds(1));
        Assert.True(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(held.IsHeld);
        Assert.True(held.Lost.IsCancellationRequested);
        _store.Fault = StoreFault.None;
    }

    [Fact]
    public async Task Store_that_comes_back_before_the_fence_is_not_noticed()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.Fault = StoreFault.Throw;
        _clock.Advance(TimeSpan.FromSeconds(8));
        _store.Fault = StoreFault.None;
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renewal_that_hangs_is_given_up_and_tried_again()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.Fault = StoreFault.Hang;
        _clock.Advance(TimeSpan.FromSeconds(3.4));
        _store.Fault = StoreFault.None;
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Renewal_that_is_refused_is_lost_at_once()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        await _inner.ReleaseAsync(held.Lease, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(3.4));

        Assert.True(held.Lost.IsCancellationRequested);
        Assert.False(held.IsHeld);
        await held.DisposeAsync();
        Assert.Equal(0, _store.Releases);
    }

    [Fact]
    public async Task Paused_holder_sees_itself_fenced_before_any_timer_ran()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(9));

        Assert.False(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
        _clock.Advance(TimeSpan.Zero);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Paused_holder_does_not_get_its_lease_back()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(9.5));
        _clock.Advance(TimeSpan.Zero);

        Assert.False(held.IsHeld);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Pause_that_ends_before_the_fence_is_not_noticed()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(8.9));
        Assert.True(held.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(8.9));

        Assert.True(held.IsHeld);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task Wall_clock_that_is_set_changes_nothing(int days)
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _clock.JumpWallClock(TimeSpan.FromDays(days));
        Assert.True(held.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Renewal_counts_from_when_it_was_sent()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.BeforeAnswer = () =>
        {
            _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(1));
            _store.BeforeAnswer = null;
            _store.Fault = StoreFault.Throw;
            return Task.CompletedTask;
        };

        // Sent at 10/3 s, so fenced at 10/3 + 9 s, although the answer came a second later.
        _clock.Advance(TimeSpan.FromSeconds(10 / 3.0) + TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromSeconds(7.99));
        Assert.True(held.IsHeld);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.False(held.IsHeld);
        _store.Fault = StoreFault.None;
    }

    [Fact]
    public async Task Renewal_answered_beyond_the_fence_does_not_revive()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.BeforeAnswer = () =>
        {
            _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(6));
            return Task.CompletedTask;
        };
        _clock.Advance(TimeSpan.FromSeconds(3.4));

        Assert.False(held.IsHeld);
        _store.BeforeAnswer = null;
        _clock.Advance(TimeSpan.Zero);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Grant_that_comes_too_late_is_given_back_and_asked_for_again()
    {
        _store.BeforeAnswer = () =>
        {
            _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(9));
            _store.BeforeAnswer = null;
            return Task.CompletedTask;
        };
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);

        Assert.Equal(new Lease(0, 2), held.Lease);
        Assert.True(held.IsHeld);
        Assert.Equal(1, _store.Releases);
    }

    [Fact]
    public async Task Time_until_the_store_is_ready_is_not_taken_from_the_lease()
    {
        _store.UntilReady = () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        };
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);

        Assert.Equal(new Lease(0, 1), held.Lease);
        _clock.AdvanceHoldingTimers(TimeSpan.FromSeconds(8.999));
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Grant_that_nobody_waits_for_any_more_is_given_back()
    {
        var answer = new TaskCompletionSource();
        _store.BeforeAnswer = () => answer.Task;
        using var cancel = new CancellationTokenSource();
        var grant = _keeper.AcquireAsync(Holder, () => 0, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grant.WaitAsync(Deadline, Cancellation));

        _store.BeforeAnswer = null;
        answer.SetResult();

        Assert.Empty(await _store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Dispose_does_not_wait_for_a_store_that_hangs()
    {
        var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        _store.Fault = StoreFault.Hang;
        var disposal = held.DisposeAsync().AsTask();
        Assert.False(held.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await disposal.WaitAsync(Deadline, Cancellation);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Handler_of_the_loss_that_throws_does_not_stop_the_clock()
    {
        await using var held = await _keeper.AcquireAsync(Holder, () => 0, Cancellation);
        await using var registration = held.Lost.Register(() => throw new InvalidOperationException("A handler fails."));
        _store.Fault = StoreFault.Throw;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(held.Lost.IsCancellationRequested);
        _store.Fault = StoreFault.None;
    }
}
