using System.Globalization;
using Homing.Storage;

namespace Homing.Doctor;

/// <summary>Looks at the disk below a folder: whether it can be written, how much room there is, how fast a sync is.</summary>
public static class FolderProbe
{
    private const long Least = 256L << 20;
    private const long Comfortable = 10L << 30;
    private const int Syncs = 16;
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(20);
    private static readonly string[] InMemory = ["tmpfs", "ramfs"];

    /// <summary>Looks. A folder that is not there yet is looked at where it would be made.</summary>
    /// <param name="check">What is looked at.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="setting">The full name of the setting that names it.</param>
    /// <param name="time">Measures.</param>
    public static IReadOnlyList<DoctorFinding> Look(string check, string directory, string setting, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(time);
        var folder = Path.GetFullPath(directory);
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        try
        {
            var disk = new DriveInfo(existing);
            var sync = MedianSync(existing, time);
            return
            [
                Room(check, folder, setting, disk.AvailableFreeSpace, disk.TotalSize),
                .. Durability(check, folder, setting, disk.DriveFormat, sync),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return
            [
                DoctorFinding.Fail(
                    check,
                    $"{existing} cannot be written to: {exception.Message}",
                    $"Let user {Environment.UserName} write there, or point {setting} elsewhere."),
            ];
        }
    }

    private static DoctorFinding Room(string check, string folder, string setting, long free, long total)
    {
        var seen = $"{folder}: {Size(free)} of {Size(total)} free";
        var change = $"Free some space, give the disk more, or point {setting} to a larger one.";
        return free < Least ? DoctorFinding.Fail(check, seen, change)
            : free < Math.Min(Comfortable, total / 20) ? DoctorFinding.Warn(check, seen, change)
            : DoctorFinding.Ok(check, seen);
    }

    private static IEnumerable<DoctorFinding> Durability(
        string check, string folder, string setting, string format, TimeSpan sync)
    {
        if (InMemory.Contains(format, StringComparer.Ordinal))
        {
            yield return DoctorFinding.Warn(
                check,
                $"{folder} is on {format}: it is in memory, and gone after a restart of the machine",
                $"Point {setting} to a disk.");
        }

        var seen = string.Create(CultureInfo.InvariantCulture, $"a sync takes {sync.TotalMilliseconds:0.##} ms ({format})");
        yield return sync > SlowSync
            ? DoctorFinding.Warn(
                check, seen, $"Every answer waits for two syncs: point {setting} to a local SSD, not to a network disk.")
            : DoctorFinding.Ok(check, seen);
    }

    private static TimeSpan MedianSync(string folder, TimeProvider time)
    {
        using var file = new FileStream(
            Path.Combine(folder, $".homing-doctor-{Guid.NewGuid():N}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
        var block = new byte[4 << 10];
        var took = new TimeSpan[Syncs];
        for (var i = 0; i < Syncs; i++)
        {
            var begun = time.GetTimestamp();
            RandomAccess.Write(file.SafeFileHandle, block, i * block.Length);
            Disk.SyncData(file.SafeFileHandle);
            took[i] = time.GetElapsedTime(begun);
        }

        Array.Sort(took);
        return took[Syncs / 2];
    }

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB");
}
