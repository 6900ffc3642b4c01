using Homing.Doctor;
using Homing.Log.Embedded.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Log.Embedded.Tests;

[Collection(ProcessTests.Name)]
public sealed class LogFolderCheckTests
{
    [Fact]
    public async Task Folder_in_use_is_named_with_the_process_and_is_as_it_should_be()
    {
        using var folder = new LogFolder();
        await using (var log = await folder.OpenWithTopicAsync())
        {
            var used = await LookAsync(folder);
            Assert.Equal(DoctorVerdict.Ok, used.Verdict);
            Assert.Contains($"in use by process {Environment.ProcessId}", used.Seen, StringComparison.Ordinal);

            // It was only looked at.
            await log.PutAsync("k", "v");
        }

        Assert.Contains("format 1, in use by nobody", (await LookAsync(folder)).Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_a_log_is_no_fault_and_stays_empty()
    {
        using var folder = new LogFolder();

        var finding = await LookAsync(folder);

        Assert.Equal(DoctorVerdict.Ok, finding.Verdict);
        Assert.Contains("no log yet", finding.Seen, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Newer_format_fails()
    {
        using var folder = new LogFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "format"), "2\n", LogText.Soon);

        var finding = await LookAsync(folder);

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("has format 2", finding.Seen, StringComparison.Ordinal);
        Assert.Contains("Homing:Log:Directory", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_topic_fails_with_its_file()
    {
        using var folder = new LogFolder();
        await using (await folder.OpenWithTopicAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "topics", "t", "topic.json"), "{", LogText.Soon);

        var finding = await LookAsync(folder);

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("topics/t/topic.json", finding.Seen, StringComparison.Ordinal);
    }

    // The first says what the folder holds; the others are of the disk, and of Homing.Core.
    private static async Task<DoctorFinding> LookAsync(LogFolder folder) =>
        (await new LogFolderCheck(Options.Create(folder.Options), TimeProvider.System).LookAsync(LogText.Soon))[0];
}
