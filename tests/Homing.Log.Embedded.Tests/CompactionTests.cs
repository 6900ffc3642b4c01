namespace Homing.Log.Embedded.Tests;

public sealed class CompactionTests
{
    private static readonly TopicOptions Compacted = new() { Name = "t", Compacted = true };

    [Fact]
    public async Task Newest_of_each_key_stays_and_a_tombstone_goes_when_it_is_old()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenWithTopicAsync(Compacted);
        for (var i = 0; i < 20; i++)
        {
            await log.PutAsync("k" + (i % 4), "v" + i);
        }

        await log.PutAsync("k0", null);
        await PassAsync(folder, log, TimeSpan.FromHours(2));
        List<string> young = ["17 k1=v17", "18 k2=v18", "19 k3=v19", "20 k0=-"];
        Assert.Equal(young, await log.ReadAllAsync());

        await PassAsync(folder, log, TimeSpan.FromHours(23));
        Assert.Equal(young[..3], await log.ReadAllAsync());
        Assert.Equal(21, (await log.PutAsync("k1", "newer")).Offset);

        // What is written to is not compacted, yet it decides what is the newest.
        Assert.Equal([.. young[..3], "21 k1=newer"], await log.ReadAllAsync());
        await PassAsync(folder, log, TimeSpan.FromHours(2));
        Assert.Equal([.. young[1..3], "21 k1=newer"], await log.ReadAllAsync());
    }

    [Fact]
    public async Task Records_without_a_key_replace_nothing_and_stay()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenWithTopicAsync(Compacted);
        await log.PutAsync("", "a");
        await log.PutAsync("k", "b");
        await log.PutAsync("", "c");
        await log.PutAsync("k", "d");
        await PassAsync(folder, log, TimeSpan.FromDays(2));
        Assert.Equal(["0 =a", "2 =c", "3 k=d"], await log.ReadAllAsync());
    }

    [Fact]
    public async Task Leftovers_of_an_interrupted_compaction_are_removed()
    {
        var events = new EventList();
        using var folder = new LogFolder { Logger = events };
        folder.Options.CompactedSegmentBytes = 64 << 10;
        string second;
        byte[] replaced;
        List<string> compacted;
        await using (var log = await folder.OpenWithTopicAsync(Compacted))
        {
            await FillAsync(log, 10);
            second = folder.Segments[1];
            replaced = await File.ReadAllBytesAsync(second, LogText.Soon);
            await PassAsync(folder, log, TimeSpan.FromDays(2));

            // Now they are small enough to be put together.
            await log.PutAsync("k0", "end");
            await PassAsync(folder, log, TimeSpan.FromDays(2));
            Assert.DoesNotContain(second, folder.Segments);
            compacted = await log.ReadAllAsync();
        }

        // Stopped while it wrote beside, and, another time, before it had removed all that it replaced.
        var beside = Path.ChangeExtension(second, ".compacting");
        await File.WriteAllBytesAsync(beside, [1, 2, 3], LogText.Soon);
        await File.WriteAllBytesAsync(second, replaced, LogText.Soon);
        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(compacted, await log.ReadAllAsync());
        }

        Assert.False(File.Exists(beside) || File.Exists(second));
        Assert.Equal(2, events.Events.Count(id => id == EventIds.LeftoverRemoved));
    }

    [Fact]
    public async Task Reader_held_open_across_a_compaction_goes_on()
    {
        using var folder = new LogFolder();
        (folder.Options.CompactedSegmentBytes, folder.Options.ReadBatchBytes) = (64 << 10, 4 << 10);
        await using var log = await folder.OpenWithTopicAsync(Compacted);
        await FillAsync(log, 20);
        await using var plain = log.OpenReader("t", StartAt.Beginning);
        await using var group = log.OpenGroupReader("t", "g", StartAt.Beginning);
        Assert.Single(await plain.TakeAsync(1));
        Assert.Single(await group.TakeAsync(1));
        await PassAsync(folder, log, TimeSpan.FromDays(2));
        var left = await log.ReadAllAsync();
        Assert.Equal(2, left.Count);
        Assert.Equal(left, await plain.TakeAsync(2));
        Assert.Equal(left, await group.TakeAsync(2));
        await log.PutAsync("k", "new");
        Assert.Equal(["20 k=new"], await plain.TakeAsync(1));
        Assert.Equal(["20 k=new"], await group.TakeAsync(1));
    }

    [Fact]
    public async Task Stored_positions_survive_their_own_compaction()
    {
        using var folder = new LogFolder();
        await using (var log = await folder.OpenWithTopicAsync())
        {
            await log.PutAsync("k", "v");
            await log.PutAsync("k", "v");
            await using var reader = log.OpenGroupReader("t", "g", StartAt.Beginning);
            var batch = await reader.ReadAsync(LogText.Soon);
            reader.Store(batch.Partition, batch.Generation, 1);
            await reader.FlushAsync(LogText.Soon);
            reader.Store(batch.Partition, batch.Generation, 2);
            await reader.FlushAsync(LogText.Soon);
            await PassAsync(folder, log, TimeSpan.FromDays(2));
        }

        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(2, await log.GetStoredPositionAsync("t", "g", 0, LogText.Soon));
        }
    }

    [Fact]
    public async Task What_is_appended_during_a_compaction_does_not_look_like_damage()
    {
        var events = new EventList();
        using var folder = new LogFolder { Logger = events };
        folder.Options.CompactedSegmentBytes = 128 << 10;
        await using var log = await folder.OpenWithTopicAsync(Compacted);
        using var enough = new CancellationTokenSource();
        var appending = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await log.PutAsync($"{writer}-{i % 8}", "v" + i, 4_000);
            }
        }));
        while (events.Events.Count(id => id is EventIds.Compacted or EventIds.MaintenanceFailed) < 40)
        {
            await PassAsync(folder, log, TimeSpan.FromMinutes(1));
        }

        await enough.CancelAsync();
        await appending;
        Assert.DoesNotContain(EventIds.MaintenanceFailed, events.Events);
    }

    private static async Task FillAsync(EmbeddedLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await log.PutAsync("k" + (i % 2), "v" + i, 20_000);
        }
    }

    private static async Task PassAsync(LogFolder folder, EmbeddedLog log, TimeSpan time)
    {
        folder.Time.AdvanceHoldingTimers(time);
        await log.MaintainAsync(LogText.Soon);
    }
}
