namespace Homing.Log.Embedded.Tests;

[Collection(ProcessTests.Name)]
public sealed class FolderTests
{
    [Fact]
    public async Task Newer_format_is_refused_in_one_line()
    {
        using var folder = new LogFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "format"), "7\n", LogText.Soon);
        var error = await folder.FailToOpenAsync();
        Assert.Contains("has format 7, and this version knows up to 1", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.OpenFiles());
    }

    [Theory]
    [InlineData("/proc/homing")]
    [InlineData("/dev/null/homing")]
    public async Task Folder_that_cannot_be_made_is_refused_in_one_line(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Such paths are there on Linux alone.");
        var options = new EmbeddedLogOptions { Directory = path };
        var error = await Assert.ThrowsAsync<LogException>(
            async () => await EmbeddedLog.OpenAsync(options, TimeProvider.System, new EventList()));
        Assert.Equal(LogError.Storage, error.Error);
        Assert.StartsWith($"The data folder {path} cannot be written to: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Folder_of_another_process_is_refused_with_its_id_and_free_once_it_is_killed()
    {
        using var folder = new LogFolder();
        using var process = CrashProbe.Start(folder.Path, "other");
        try
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(LogText.Soon));
            var error = await folder.FailToOpenAsync();
            Assert.Contains($"in use by process {process.Id}:", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(LogText.Soon);
        }

        await using var log = await folder.OpenAsync();
        Assert.NotEmpty(await log.ReadAllAsync());
    }

    [Fact]
    public async Task Folder_in_use_is_refused_with_the_process()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenAsync();
        var error = await folder.FailToOpenAsync();
        Assert.Contains($"in use by process {Environment.ProcessId}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_that_fails_lets_go_of_every_file()
    {
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = 64 << 10;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            await log.EnsureTopicAsync(new TopicOptions { Name = "other", Partitions = 4 }, LogText.Soon);
            for (var i = 0; i < 20; i++)
            {
                await log.AppendAsync("other", new LogEntry(default, LogText.Bytes("v")), LogText.Soon);
                await log.PutAsync("k", "v", 20_000);
            }
        }

        var damaged = folder.Segments[1];
        File.Delete(Path.ChangeExtension(damaged, ".index"));
        await using (var file = File.OpenWrite(damaged))
        {
            file.Position = 100;
            file.WriteByte(1);
        }

        var error = await folder.FailToOpenAsync();
        Assert.Contains($"{damaged} is damaged at byte 0", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.OpenFiles());
    }

    [Fact]
    public async Task Unreadable_topic_description_is_refused_with_its_file()
    {
        using var folder = new LogFolder();
        await using (await folder.OpenWithTopicAsync())
        {
        }

        var path = Path.Combine(folder.Path, "topics", "t", "topic.json");
        await File.WriteAllTextAsync(path, "{", LogText.Soon);
        Assert.StartsWith($"{path} is damaged: ", (await folder.FailToOpenAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(folder.OpenFiles());
    }
}
