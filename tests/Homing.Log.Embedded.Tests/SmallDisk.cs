using System.Diagnostics;

namespace Homing.Log.Embedded.Tests;

/// <summary>A real disk of a few megabytes, in memory. The test is skipped where mounting one is not permitted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(int megabytes)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs root on Linux.");
        var path = Directory.CreateTempSubdirectory("homing-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) != 0)
        {
            Directory.Delete(path);
            Assert.Skip("Mounting a small disk is not permitted here.");
        }

        return new SmallDisk(path);
    }

    public void Dispose()
    {
        Assert.Equal(0, Run("umount", Path));
        Directory.Delete(Path);
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
