using Homing.Log.Embedded.Storage;
using Homing.Storage;
using Homing.Testing;

namespace Homing.Log.Embedded.Tests;

[Collection(ProcessTests.Name)]
public sealed class DiskFullTests
{
    private const int RecordBytes = 50_000;

    [Theory]
    [InlineData(64 << 10)]
    [InlineData(64 << 20)]
    public async Task Full_disk_fails_the_append_and_nothing_else(long segmentBytes)
    {
        using var disk = SmallDisk.TryMount(4);
        Assert.SkipWhen(disk is null, SmallDisk.NotPermitted);
        var events = new EventList();
        using var folder = new LogFolder(Path.Combine(disk.Path, "log")) { Logger = events };
        folder.Options.SegmentBytes = segmentBytes;
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20], TestContext.Current.CancellationToken);
        List<string> kept;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            kept = await FillAsync(log);
            Assert.NotEmpty(kept);
            Assert.Equal(kept, await log.ReadAllAsync());
            var again = await Assert.ThrowsAsync<LogException>(() => log.PutAsync("k", "again", RecordBytes));
            Assert.Equal(LogError.Full, again.Error);

            File.Delete(ballast);
            Assert.Equal(kept.Count, (await log.PutAsync("k", "after", RecordBytes)).Offset);
            kept.Add($"{kept.Count} k=after");
            Assert.Equal(kept, await log.ReadAllAsync());
        }

        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(kept, await log.ReadAllAsync());
            Assert.Equal(kept.Count, (await log.PutAsync("k", "last")).Offset);
        }

        Assert.DoesNotContain(EventIds.TornTailCut, events.Events);
    }

    [Fact]
    public async Task Log_closes_and_opens_on_a_full_disk()
    {
        using var disk = SmallDisk.TryMount(2);
        Assert.SkipWhen(disk is null, SmallDisk.NotPermitted);
        var events = new EventList();
        using var folder = new LogFolder(Path.Combine(disk.Path, "log")) { Logger = events };
        List<string> kept;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            kept = await FillAsync(log);

            // The rest too, to the last page.
            await using var rest = File.Create(Path.Combine(disk.Path, "rest"), bufferSize: 0);
            Assert.Throws<IOException>(() => Pour(rest));
        }

        await using (var log = await folder.OpenAsync())
        {
            Assert.Equal(kept, await log.ReadAllAsync());
        }

        Assert.DoesNotContain(EventIds.TornTailCut, events.Events);
    }

    [Fact]
    public void Full_stays_full_when_the_file_cannot_be_cut_back_either()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        using var segment = new Segment("/dev/full", 0);
        for (var i = 0; i < 2; i++)
        {
            var error = Record.Exception(() => segment.Write(new byte[100]));
            Assert.True(i == 1 || (error is IOException full && Disk.IsFull(full)), $"{error}");
            Assert.Equal(0, segment.Length);
        }
    }

    private static async Task<List<string>> FillAsync(EmbeddedLog log)
    {
        var kept = new List<string>();
        while (true)
        {
            try
            {
                var position = await log.PutAsync("k", "v" + kept.Count, RecordBytes);
                kept.Add($"{position.Offset} k=v{kept.Count}");
            }
            catch (LogException e)
            {
                Assert.Equal(LogError.Full, e.Error);
                Assert.True(e.IsTransient);
                Assert.Contains("free some disk space", e.Message, StringComparison.Ordinal);
                return kept;
            }
        }
    }

    private static void Pour(FileStream file)
    {
        while (true)
        {
            file.Write(new byte[4096]);
        }
    }
}
