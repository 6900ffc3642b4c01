using Homing.Doctor;
using Homing.Testing;

namespace Homing.Core.Tests.Doctor;

public sealed class FolderProbeTests
{
    private const string Setting = "Homing:Log:Directory";

    [Fact]
    public void Folder_that_is_not_there_yet_is_looked_at_where_it_would_be_made_and_nothing_is_left_behind()
    {
        var parent = Directory.CreateTempSubdirectory("homing-probe-");
        try
        {
            var findings = FolderProbe.Look("disk", Path.Combine(parent.FullName, "a", "b"), Setting, new FakeTimeProvider());

            Assert.DoesNotContain(findings, finding => finding.Verdict == DoctorVerdict.Fail && finding.Seen.Contains("written", StringComparison.Ordinal));
            Assert.Contains(findings, finding => finding.Seen.StartsWith("a sync takes 0 ms", StringComparison.Ordinal));
            Assert.Empty(parent.EnumerateFileSystemInfos());
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public void Folder_that_cannot_be_written_to_fails_with_the_setting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Such a path is there on Linux alone.");

        var finding = Assert.Single(FolderProbe.Look("disk", "/proc/homing", Setting, TimeProvider.System));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("/proc", finding.Seen, StringComparison.Ordinal);
        Assert.Contains(Setting, finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_disk_in_memory_fails_for_its_room_and_is_warned_of_for_its_memory()
    {
        using var disk = SmallDisk.TryMount(8);
        Assert.SkipWhen(disk is null, SmallDisk.NotPermitted);

        var findings = FolderProbe.Look("disk", disk.Path, Setting, TimeProvider.System);

        var room = Assert.Single(findings, finding => finding.Seen.Contains("free", StringComparison.Ordinal));
        Assert.Equal(DoctorVerdict.Fail, room.Verdict);
        Assert.Contains(Setting, room.Change, StringComparison.Ordinal);
        var memory = Assert.Single(findings, finding => finding.Seen.Contains("in memory", StringComparison.Ordinal));
        Assert.Equal(DoctorVerdict.Warn, memory.Verdict);
    }

    [Fact]
    public void Slow_sync_is_warned_of()
    {
        var folder = Directory.CreateTempSubdirectory("homing-probe-");
        try
        {
            var findings = FolderProbe.Look("disk", folder.FullName, Setting, new SlowClock());

            var sync = Assert.Single(findings, finding => finding.Seen.StartsWith("a sync takes", StringComparison.Ordinal));
            Assert.Equal(DoctorVerdict.Warn, sync.Verdict);
            Assert.StartsWith("a sync takes 50 ms", sync.Seen, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Each look at it is 50 ms after the last.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Add(ref _looks, 50);
    }
}
