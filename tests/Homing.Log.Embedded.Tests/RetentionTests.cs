namespace Homing.Log.Embedded.Tests;

public sealed class RetentionTests
{
    private const int RecordBytes = 1000;

    [Fact]
    public async Task Bytes_over_the_limit_go_oldest_first()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenWithTopicAsync(new TopicOptions { Name = "t", RetentionBytes = 64 << 10 });
        var all = await FillAsync(log, 0, 300);
        await log.MaintainAsync(LogText.Soon);

        var range = (await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions[0];
        Assert.Equal(300, range.End);
        Assert.InRange(folder.Segments[..^1].Sum(path => new FileInfo(path).Length), 48 << 10, 64 << 10);
        Assert.Equal(folder.SegmentPath(range.Start), folder.Segments[0]);
        Assert.Equal(all[(int)range.Start..], await log.ReadAllAsync());
    }

    [Fact]
    public async Task Records_over_the_age_go_and_the_rest_stays_after_reopening()
    {
        using var folder = new LogFolder();
        var topic = new TopicOptions { Name = "t", RetentionAge = TimeSpan.FromHours(4) };
        await using (var log = await folder.OpenWithTopicAsync(topic))
        {
            await log.PutAsync("k", "old");
            folder.Time.AdvanceHoldingTimers(TimeSpan.FromHours(3));
            await log.MaintainAsync(LogText.Soon);
            await log.PutAsync("k", "young");
            Assert.Equal(["0 k=old", "1 k=young"], await log.ReadAllAsync());

            folder.Time.AdvanceHoldingTimers(TimeSpan.FromHours(1) + TimeSpan.FromTicks(1));
            await log.MaintainAsync(LogText.Soon);
            Assert.Equal(["1 k=young"], await log.ReadAllAsync());
        }

        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(["1 k=young"], await log.ReadAllAsync());
            folder.Time.AdvanceHoldingTimers(TimeSpan.FromHours(9));
            await log.MaintainAsync(LogText.Soon);
            Assert.Empty(await log.ReadAllAsync());
            Assert.Equal(new OffsetRange(2, 2), (await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions[0]);
        }

        // Nothing is left but the offset, and that must not start again.
        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(2, (await log.PutAsync("k", "next")).Offset);
        }
    }

    [Fact]
    public async Task Reader_whose_place_was_removed_goes_on_at_the_oldest_kept()
    {
        using var folder = new LogFolder();
        folder.Options.ReadBatchBytes = 4 << 10;
        await using var log = await folder.OpenWithTopicAsync(new TopicOptions { Name = "t", RetentionBytes = 64 << 10 });
        var all = await FillAsync(log, 0, 100);
        await using var plain = log.OpenReader("t", StartAt.Beginning);
        await using var group = log.OpenGroupReader("t", "g", StartAt.Beginning);
        Assert.Equal(all[..3], await plain.TakeAsync(3));
        Assert.Equal(all[..3], await group.TakeAsync(3));

        all.AddRange(await FillAsync(log, 100, 200));
        await log.MaintainAsync(LogText.Soon);
        var start = (int)(await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions[0].Start;
        Assert.InRange(start, 100, 299);
        Assert.Equal(all[start..], await plain.TakeAsync(300 - start));
        Assert.Equal(all[start..], await group.TakeAsync(300 - start));
        Assert.Equal(all[start..], await log.ReadAllAsync(StartAt.At(1)));
    }

    [Fact]
    public async Task Topic_without_limits_keeps_everything()
    {
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = 64 << 10;
        await using var log = await folder.OpenWithTopicAsync();
        var all = await FillAsync(log, 0, 300);
        folder.Time.AdvanceHoldingTimers(TimeSpan.FromDays(4000));
        await log.MaintainAsync(LogText.Soon);
        Assert.Equal(all, await log.ReadAllAsync());
    }

    private static async Task<List<string>> FillAsync(EmbeddedLog log, int from, int count)
    {
        var all = new List<string>();
        for (var i = from; i < from + count; i++)
        {
            var position = await log.PutAsync("k", "v" + i, RecordBytes);
            all.Add($"{position.Offset} k=v{i}");
        }

        return all;
    }
}
