using Homing.Log;
using Homing.Testing;

namespace Homing.Core.Tests.Log;

public sealed class LogReaderExtensionsTests
{
    [Fact]
    public async Task Transient_error_is_told_and_tried_again_after_a_pause()
    {
        var time = new FakeTimeProvider();
        var reader = new FlakyReader(new LogException(LogError.Full, "full"));
        var told = new List<HomingException>();

        var reading = reader.ReadPatientlyAsync(time, told.Add, TestContext.Current.CancellationToken).AsTask();
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(7, (await reading)!.Value.Partition);
        Assert.Single(told);
    }

    [Fact]
    public async Task Lasting_error_is_thrown() =>
        await Assert.ThrowsAsync<LogException>(async () => await new FlakyReader(new LogException(LogError.Storage, "damaged"))
            .ReadPatientlyAsync(new FakeTimeProvider(), _ => { }, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Cancelled_while_it_pauses_is_the_end()
    {
        using var source = new CancellationTokenSource();
        var reading = new FlakyReader(new LogException(LogError.Full, "full"))
            .ReadPatientlyAsync(new FakeTimeProvider(), _ => { }, source.Token).AsTask();

        await source.CancelAsync();

        Assert.Null(await reading);
    }

    /// <summary>Fails once, then answers.</summary>
    private sealed class FlakyReader(Exception first) : ILogReader
    {
        private Exception? _failure = first;

        public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Interlocked.Exchange(ref _failure, null) is { } failure
                ? ValueTask.FromException<LogBatch>(failure)
                : ValueTask.FromResult(new LogBatch(7, 0, default));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
