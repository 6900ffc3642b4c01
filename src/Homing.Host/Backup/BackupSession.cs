using System.Security.Cryptography;
using Homing.Log.Embedded.Backup;
using Homing.Storage;

namespace Homing.Host.Backup;

/// <summary>Makes a back-up of what an embedded process keeps, while it runs or while it does not.</summary>
internal static class BackupSession
{
    // Epochs of ids and streams: a record must not carry one that the copy has not heard of, or it would be given again.
    private const string OwnTopics = "homing.";

    /// <summary>Makes it.</summary>
    /// <param name="places">What there is.</param>
    /// <param name="folder">Where to; not there yet, or empty.</param>
    /// <param name="createdAt">Now.</param>
    /// <param name="cancellationToken">Gives up; what was copied is no back-up then.</param>
    /// <exception cref="HomingException">The folder is not empty, there is no log, or a file of it is damaged.</exception>
    public static BackupManifest Run(DataPlaces places, string folder, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(places.Log))
        {
            throw new HomingException($"There is no log in {places.Log}: say with --data where it is.");
        }

        EmptyFolder.Make(folder);

        // A document is there before the event that says so, and is deleted after the one that says that. So those that the
        // copied events speak of were there before the log was copied, or are there after.
        CopyFiles(places, folder, cancellationToken);
        EmbeddedLogCopy.Copy(
            places.Log, Path.Combine(folder, DataPlaces.LogName),
            topic => topic.StartsWith(OwnTopics, StringComparison.Ordinal), cancellationToken);
        CopyFiles(places, folder, cancellationToken);

        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, HomingVersion.Text, createdAt, [.. EmptyFolders(folder)], [.. Describe(folder, cancellationToken)]);
        Disk.WriteWhole(Path.Combine(folder, BackupManifest.FileName), manifest.ToBytes());
        return manifest;
    }

    private static void CopyFiles(DataPlaces places, string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in places.Folders)
        {
            FolderCopy.Update(path, Path.Combine(folder, name), cancellationToken);
        }

        foreach (var (name, path) in places.Files.Where(file => File.Exists(file.Path)))
        {
            Disk.WriteWhole(Path.Combine(folder, name), File.ReadAllBytes(path));
        }
    }

    private static IEnumerable<string> EmptyFolders(string folder) =>
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
            .Where(path => !Directory.EnumerateFileSystemEntries(path).Any())
            .Order(StringComparer.Ordinal).Select(path => NameOf(folder, path));

    private static string NameOf(string folder, string path) =>
        Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    // Read back from where they were written to.
    private static IEnumerable<BackupFile> Describe(string folder, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = File.OpenRead(path);
            yield return new BackupFile(
                NameOf(folder, path),
                file.Length,
                Convert.ToHexStringLower(SHA256.HashData(file)));
        }
    }
}
