using System.Collections.Concurrent;
using Homing.Log.Embedded.Backup;

namespace Homing.Log.Embedded.Tests;

[Collection(ProcessTests.Name)]
public sealed class EmbeddedLogCopyTests
{
    [Fact]
    public async Task Copy_of_a_log_that_nobody_uses_reads_the_same()
    {
        using var folder = new LogFolder();
        using var copy = new LogFolder(NewPath());
        List<string> records;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            await log.PutAsync("a", "1");
            await log.PutAsync("b", null);
            await log.PutAsync("", "2");
            records = await log.ReadAllAsync();
        }

        Copy(folder, copy);

        await using var opened = await copy.OpenAsync();
        Assert.Equal(records, await opened.ReadAllAsync());
        Assert.Equal(["t"], await opened.ListTopicsAsync(LogText.Soon));
    }

    [Fact]
    public async Task Copies_made_while_records_are_appended_compacted_and_removed_hold_all_that_was_durable_before_each()
    {
        const int Copies = 8;
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = folder.Options.CompactedSegmentBytes = 64 << 10;
        await using var log = await folder.OpenAsync();
        await log.EnsureTopicAsync(new TopicOptions { Name = "t", Partitions = 2 }, LogText.Soon);
        await log.EnsureTopicAsync(new TopicOptions { Name = "table", Compacted = true }, LogText.Soon);
        await log.EnsureTopicAsync(new TopicOptions { Name = "short", RetentionBytes = 256 << 10 }, LogText.Soon);
        using var enough = new CancellationTokenSource();
        using var appended = new SemaphoreSlim(0);
        var durable = new ConcurrentDictionary<string, bool>();
        var newest = new int[16];
        var group = log.OpenGroupReader("t", "g", StartAt.Beginning);
        var work = (Task[])
        [
            .. Enumerable.Range(0, 4).Select(writer => WriteAsync(writer)),
            RewriteAsync(), ReadAsync(),
        ];

        for (var i = 0; i < Copies; i++)
        {
            // Something happens between two copies.
            for (var appends = 0; appends < 200; appends++)
            {
                await appended.WaitAsync(LogText.Soon);
            }

            var before = durable.Keys.ToHashSet();
            var least = newest.Select((_, key) => Volatile.Read(ref newest[key])).ToArray();
            using var copy = new LogFolder(NewPath());
            Copy(folder, copy);
            await CheckAsync(copy, before, least);
        }

        await enough.CancelAsync();
        await Task.WhenAll(work);
        await group.DisposeAsync();

        async Task WriteAsync(int writer)
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var name = $"{writer}-{i}";
                await log.AppendAsync("t", new LogEntry(LogText.Bytes(name), LogText.Bytes(new string('x', 500))), default);
                await log.AppendAsync("short", new LogEntry(default, LogText.Bytes(new string('y', 500))), default);
                durable[name] = true;
                appended.Release();
            }
        }

        async Task RewriteAsync()
        {
            for (var i = 1; !enough.IsCancellationRequested; i++)
            {
                var key = i % newest.Length;
                await log.AppendAsync("table", new LogEntry(new[] { (byte)key }, LogText.Bytes($"{i}".PadRight(2000))), default);
                Volatile.Write(ref newest[key], i);
                if (i % 50 == 0)
                {
                    await log.MaintainAsync(CancellationToken.None);
                }
            }
        }

        async Task ReadAsync()
        {
            try
            {
                while (true)
                {
                    var batch = await group.ReadAsync(enough.Token);
                    group.Store(batch.Partition, batch.Generation, batch.Records.Span[^1].Offset + 1);
                }
            }
            catch (OperationCanceledException)
            {
                // Enough.
            }
        }
    }

    [Fact]
    public async Task Torn_tail_of_a_killed_process_is_left_out()
    {
        using var folder = new LogFolder();
        using var copy = new LogFolder(NewPath());
        await using (var log = await folder.OpenWithTopicAsync())
        {
            await log.PutAsync("a", "1");
        }

        await using (var file = new FileStream(folder.Segments[^1], FileMode.Append))
        {
            await file.WriteAsync(new byte[] { 200, 0, 0, 0, 1, 2, 3 }, LogText.Soon);
        }

        Copy(folder, copy);

        await using var opened = await copy.OpenAsync();
        Assert.Equal(["0 a=1"], await opened.ReadAllAsync());
    }

    [Fact]
    public async Task Damaged_segment_is_refused_by_name()
    {
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = 64 << 10;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            for (var i = 0; i < 10; i++)
            {
                await log.PutAsync("k", "v", 20_000);
            }
        }

        var damaged = folder.Segments[0];
        await using (var file = File.OpenWrite(damaged))
        {
            file.Position = 100;
            file.WriteByte(1);
        }

        using var copy = new LogFolder(NewPath());
        var error = Assert.Throws<LogException>(() => Copy(folder, copy));
        Assert.StartsWith($"{damaged} is damaged at byte 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "There is no log in")]
    [InlineData("2\n", "has format 2")]
    public async Task What_is_no_log_of_this_format_is_refused(string? format, string named)
    {
        using var folder = new LogFolder();
        using var copy = new LogFolder(NewPath());
        if (format is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "format"), format, LogText.Soon);
        }

        Assert.Contains(named, Assert.Throws<LogException>(() => Copy(folder, copy)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(copy.Path);
    }

    private static string NewPath() => Path.Combine(Path.GetTempPath(), $"homing-copy-{Guid.NewGuid():N}");

    private static void Copy(LogFolder from, LogFolder to) =>
        EmbeddedLogCopy.Copy(from.Path, to.Path, _ => false, LogText.Soon);

    private static async Task CheckAsync(LogFolder copy, HashSet<string> before, int[] least)
    {
        await using var log = await copy.OpenAsync();
        await using (var reader = log.OpenReader("t", StartAt.Beginning))
        {
            var there = (await reader.DrainAsync()).Select(line => line.Split(' ')[1].Split('=')[0]).ToArray();
            Assert.Empty(before.Except(there));
            Assert.Equal(there.Length, there.Distinct().Count());
        }

        await using (var reader = log.OpenReader("table", StartAt.Beginning))
        {
            var values = new int[least.Length];
            foreach (var line in await reader.DrainAsync())
            {
                var value = int.Parse(line.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
                values[value % least.Length] = Math.Max(values[value % least.Length], value);
            }

            Assert.All(least.Zip(values), pair => Assert.True(pair.Second >= pair.First, $"{pair.Second} < {pair.First}"));
        }

        // No position lies behind the end of its partition, or records would be passed over.
        var ends = (await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions;
        for (var partition = 0; partition < ends.Count; partition++)
        {
            Assert.InRange(await log.GetStoredPositionAsync("t", "g", partition, LogText.Soon) ?? 0, 0, ends[partition].End);
        }
    }
}
