using Homing.Storage;

namespace Homing.Host.Backup;

/// <summary>Copies files that are there whole under their names; those that are being made, or that hold a lock, are left out.</summary>
internal static class FolderCopy
{
    private static readonly string[] LeftOut = [".part", ".tmp", ".lock"];

    /// <summary>Copies what is not copied yet, or has changed since. What is gone from the source stays in the copy.</summary>
    public static void Update(string source, string target, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(source))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!LeftOut.Contains(Path.GetExtension(path), StringComparer.Ordinal))
            {
                Copy(path, Path.Combine(target, Path.GetRelativePath(source, path)));
            }
        }
    }

    private static void Copy(string path, string copy)
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (File.Exists(copy) && File.GetLastWriteTimeUtc(copy) == written)
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
            File.SetLastWriteTimeUtc(copy, written);
            using var file = File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite);
            Disk.SyncData(file);
        }
        catch (Exception deleted) when (deleted is FileNotFoundException or DirectoryNotFoundException)
        {
            // Cleaned up meanwhile.
        }
    }
}
