using Homing.Log.Embedded.Commit;

namespace Homing.Log.Embedded.Tests;

public sealed class BackPressureTests
{
    private const int Limit = 8 << 10;

    [Fact]
    public async Task Appends_without_room_wait_and_all_complete_in_order()
    {
        using var folder = Small();
        await using var log = await folder.OpenWithTopicAsync();
        Assert.True(log.Gate.TryEnter(Limit));
        var appends = Enumerable.Range(0, 500).Select(i => log.PutAsync("k", "v" + i, 1000)).ToList();
        Assert.DoesNotContain(appends, append => append.IsCompleted);
        Assert.Equal(0, (await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions[0].End);

        log.Gate.Leave(Limit);
        var positions = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(0, 500), positions.Select(position => (int)position.Offset).Order());
        Assert.Equal(500, (await log.ReadAllAsync()).Count);
        await AssertAllRoomIsBackAsync(log.Gate);
    }

    [Fact]
    public async Task Cancelled_while_it_waits_is_not_appended()
    {
        using var folder = Small();
        await using var log = await folder.OpenWithTopicAsync();
        Assert.True(log.Gate.TryEnter(Limit));
        using var source = new CancellationTokenSource();
        var cancelled = log.AppendAsync("t", new LogEntry(default, LogText.Bytes("no")), source.Token).AsTask();
        var behind = log.PutAsync("k", "yes");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(behind.IsCompleted);

        log.Gate.Leave(Limit);
        await behind;
        Assert.Equal(["0 k=yes"], await log.ReadAllAsync());
        await AssertAllRoomIsBackAsync(log.Gate);
    }

    [Fact]
    public async Task Closing_ends_the_wait()
    {
        using var folder = Small();
        await using var log = await folder.OpenWithTopicAsync();
        Assert.True(log.Gate.TryEnter(Limit));
        var waiting = log.PutAsync("k", "v");
        await log.DisposeAsync();
        Assert.Equal(LogError.Closed, (await Assert.ThrowsAsync<LogException>(() => waiting)).Error);
    }

    [Fact]
    public async Task Gate_lets_in_by_turn_and_gives_back_what_was_cancelled()
    {
        var gate = new PendingGate(100);
        Assert.True(gate.TryEnter(60));
        using var source = new CancellationTokenSource();
        var large = gate.EnterAsync(80, source.Token).AsTask();

        // There is room for it, but another came first.
        Assert.False(gate.TryEnter(10));
        var small = gate.EnterAsync(10, CancellationToken.None).AsTask();
        Assert.False(small.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(70, gate.Pending);
    }

    private static LogFolder Small()
    {
        var folder = new LogFolder();
        (folder.Options.MaxPendingBytes, folder.Options.MaxRecordBytes) = (Limit, Limit);
        return folder;
    }

    // A moment after who appended has heard of it.
    private static async Task AssertAllRoomIsBackAsync(PendingGate gate)
    {
        await gate.EnterAsync(Limit, LogText.Soon);
        gate.Leave(Limit);
    }
}
