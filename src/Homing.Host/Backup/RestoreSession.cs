using System.Security.Cryptography;
using Homing.Storage;

namespace Homing.Host.Backup;

/// <summary>Puts a back-up to where a process will run on it.</summary>
internal static class RestoreSession
{
    private const string Unfinished = ".restoring";

    /// <summary>Checks every file, and puts all of them in place; where one is not as it was, nothing is put in place.</summary>
    /// <param name="folder">The back-up.</param>
    /// <param name="places">Where to; nothing may be there.</param>
    /// <param name="cancellationToken">Gives up; nothing is in place then.</param>
    /// <exception cref="HomingException">It is no back-up, a file of it is damaged or missing, or something is in the way.</exception>
    public static BackupManifest Run(string folder, DataPlaces places, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(folder);
        var all = places.Folders.Append((Name: DataPlaces.LogName, Path: places.Log)).ToArray();
        foreach (var (_, path) in all)
        {
            EmptyFolder.Require(path);
        }

        foreach (var (_, path) in places.Files.Where(file => File.Exists(file.Path)))
        {
            throw new HomingException($"{path} is there already: name a folder in which nothing is.");
        }

        var targets = manifest.Files.Select(file => (File: file, Target: TargetOf(file.Path, all, places.Files))).ToArray();
        var empty = manifest.Folders.Select(name => TargetOf(name, all, [])).ToArray();
        var unfinished = all.Concat(places.Files).Select(place => place.Path + Unfinished).ToArray();
        Array.ForEach(unfinished, Delete);
        try
        {
            foreach (var (file, target) in targets)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CopyChecked(folder, file, target);
            }

            Array.ForEach(empty, path => Directory.CreateDirectory(path));
        }
        catch
        {
            Array.ForEach(unfinished, Delete);
            throw;
        }

        foreach (var (_, path) in places.Files.Where(file => File.Exists(file.Path + Unfinished)))
        {
            File.Move(path + Unfinished, path);
        }

        // The log comes last: without it nothing runs on a folder of which half is restored.
        foreach (var (_, path) in all.Where(place => Directory.Exists(place.Path + Unfinished)))
        {
            Delete(path);
            Directory.Move(path + Unfinished, path);
            Disk.SyncDirectory(Path.GetDirectoryName(path)!);
        }

        return manifest;
    }

    private static string TargetOf(
        string name, IEnumerable<(string Name, string Path)> folders, IEnumerable<(string Name, string Path)> files)
    {
        var parts = name.Split('/');
        if (!parts.Any(part => part is "" or "." or "..") && !name.Contains('\\', StringComparison.Ordinal))
        {
            if (files.FirstOrDefault(single => single.Name == name) is { Path: { } path })
            {
                return path + Unfinished;
            }

            if (parts.Length > 1 && folders.FirstOrDefault(place => place.Name == parts[0]) is { Path: { } place })
            {
                return Path.Combine([place + Unfinished, .. parts[1..]]);
            }
        }

        throw new HomingException($"{BackupManifest.FileName} names '{name}', which is no part of a back-up.");
    }

    private static void CopyChecked(string folder, BackupFile file, string target)
    {
        var source = Path.Combine(folder, file.Path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = File.OpenRead(source);
            using var to = new FileStream(target, OwnersAlone());
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 << 10];
            for (int read; (read = from.Read(buffer)) > 0;)
            {
                sum.AppendData(buffer, 0, read);
                to.Write(buffer, 0, read);
            }

            if (to.Position != file.Bytes || Convert.ToHexStringLower(sum.GetHashAndReset()) != file.Sha256)
            {
                throw new HomingException($"{source} is damaged: its content is not what {BackupManifest.FileName} says. Nothing was restored.");
            }

            to.Flush();
            Disk.SyncData(to.SafeFileHandle);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HomingException($"{source} is missing, though {BackupManifest.FileName} names it. Nothing was restored.", inner: missing);
        }
    }

    // There are keys among them.
    private static FileStreamOptions OwnersAlone()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
