using System.Diagnostics;

namespace Homing.Testing;

/// <summary>A real disk of a few megabytes, in memory.</summary>
public sealed class SmallDisk : IDisposable
{
    /// <summary>Why there is none.</summary>
    public const string NotPermitted = "Mounting a small disk needs root on Linux, and is not permitted here.";

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one, at an empty folder or at a new one; null where that is not permitted.</summary>
    public static SmallDisk? TryMount(int megabytes, string? path = null)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        path ??= Directory.CreateTempSubdirectory("homing-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) != 0)
        {
            Directory.Delete(path);
            return null;
        }

        return new SmallDisk(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Run("umount", Path) != 0)
        {
            throw new InvalidOperationException($"{Path} is still in use.");
        }

        Directory.Delete(Path);
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
