using System.Text;
using System.Text.Json;
using Homing.Leases;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Leases;

public sealed class InProcessLeaseStoreTests : IAsyncDisposable
{
    private static readonly LeaseHolder Holder = new("http://a");
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryLog _log;
    private readonly InProcessLeaseStore _store;

    public InProcessLeaseStoreTests()
    {
        _log = new InMemoryLog(_clock);
        _store = NewStore();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Append_that_fails_leaves_the_id_free_and_throws()
    {
        _log.FailAppend = _ => new LogException(LogError.Full, "The disk is full.");
        var error = await Assert.ThrowsAsync<LogException>(AcquireAsync);
        Assert.True(error.IsTransient);
        Assert.Empty(await _store.ListAsync(Cancellation));

        _log.FailAppend = null;
        Assert.Equal(0, (await AcquireAsync()).Id);
    }

    [Fact]
    public async Task Grant_is_returned_only_once_its_epoch_is_durable()
    {
        var durable = new TaskCompletionSource();
        _log.BeforeAppend = _ => durable.Task;
        var grant = AcquireAsync();

        Assert.False(grant.IsCompleted);
        Assert.Empty(await _store.ListAsync(Cancellation));
        durable.SetResult();

        var lease = await grant;
        await using var reader = _log.OpenReader("homing.leases", StartAt.Beginning);
        var batch = await reader.ReadAsync(Cancellation);
        Assert.Equal("0", Encoding.UTF8.GetString(batch.Records.Span[0].Key.Span));
        using var value = JsonDocument.Parse(batch.Records.Span[0].Value!.Value);
        Assert.Equal(lease.Id, value.RootElement.GetProperty("api_id").GetInt32());
        Assert.Equal(lease.Epoch, value.RootElement.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task Grant_that_is_cancelled_during_the_append_leaves_the_id_free()
    {
        using var cancel = new CancellationTokenSource();
        _log.BeforeAppend = _ => new TaskCompletionSource().Task;
        var grant = _store.AcquireAsync(Holder, TimeToLive, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grant);

        _log.BeforeAppend = null;
        Assert.Equal(0, (await AcquireAsync()).Id);
    }

    [Fact]
    public async Task Renewal_does_not_wait_for_a_grant_that_hangs()
    {
        var lease = await AcquireAsync();
        var never = new TaskCompletionSource();
        _log.BeforeAppend = _ => never.Task;
        var grant = AcquireAsync();

        Assert.Equal(LeaseRenewal.Held, await _store.RenewAsync(lease, 1, TimeToLive, Cancellation));
        Assert.False(grant.IsCompleted);
        never.SetResult();
        Assert.Equal(1, (await grant).Id);
    }

    [Fact]
    public async Task Epochs_survive_compaction()
    {
        for (var i = 0; i < 20; i++)
        {
            await _store.ReleaseAsync(await AcquireAsync(), Cancellation);
        }

        _log.Compact("homing.leases");
        using var next = NewStore();

        Assert.Equal(new Lease(0, 21), await next.AcquireAsync(Holder, TimeToLive, Cancellation));
    }

    [Fact]
    public async Task Value_that_is_no_epoch_is_passed_over()
    {
        await AcquireAsync();
        await _log.AppendAsync("homing.leases", new LogEntry("0"u8.ToArray(), "what?"u8.ToArray()), Cancellation);
        await _log.AppendAsync("homing.leases", new LogEntry("7"u8.ToArray(), null), Cancellation);
        using var next = NewStore();

        Assert.Equal(new Lease(0, 2), await next.AcquireAsync(Holder, TimeToLive, Cancellation));
    }

    private InProcessLeaseStore NewStore() => new(_log, _clock, NullLogger<InProcessLeaseStore>.Instance);

    private async Task<Lease> AcquireAsync() => await _store.AcquireAsync(Holder, TimeToLive, Cancellation);
}
