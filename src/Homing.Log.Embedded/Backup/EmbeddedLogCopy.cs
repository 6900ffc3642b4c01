using Homing.Log.Embedded.Storage;
using Homing.Storage;

namespace Homing.Log.Embedded.Backup;

/// <summary>
/// Copies the folder of a log while a process runs on it, or none. Nobody is asked and nothing is locked: segments only grow
/// or are replaced whole, and every record has a checksum.
/// </summary>
/// <remarks>
/// What was durable before the copy began is in it. Positions are copied before records: a group of the copy finds each
/// position in its partition, and reads some records once more, which at-least-once allows; none is passed over.
/// </remarks>
public static class EmbeddedLogCopy
{
    /// <summary>Copies.</summary>
    /// <param name="directory">The folder of the log.</param>
    /// <param name="target">Where to; made here.</param>
    /// <param name="isLast">Topics that are copied after all others, because these refer to them.</param>
    /// <param name="cancellationToken">Gives up; the copy is of no use then.</param>
    /// <exception cref="LogException">There is no log, its format is newer, or a file of it is damaged; the message names it.</exception>
    public static void Copy(string directory, string target, Func<string, bool> isLast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isLast);
        var root = Path.GetFullPath(directory);
        if (DataFolder.CheckFormat(root) is null)
        {
            throw new LogException(LogError.Storage, $"There is no log in {root}.");
        }

        Directory.CreateDirectory(target);
        CopyPartition(root, "positions", target, cancellationToken);
        var topics = Directory.EnumerateDirectories(Path.Combine(root, "topics")).Where(Topic.IsMade)
            .Select(Path.GetFileName).OfType<string>()
            .OrderBy(isLast).ThenBy(name => name, StringComparer.Ordinal).ToArray();
        Directory.CreateDirectory(Path.Combine(target, "topics"));
        foreach (var topic in topics)
        {
            var folder = Path.Combine("topics", topic);
            foreach (var partition in Directory.EnumerateDirectories(Path.Combine(root, folder)))
            {
                CopyPartition(root, Path.Combine(folder, Path.GetFileName(partition)), target, cancellationToken);
            }

            CopySmall(root, Path.Combine(folder, Topic.FileName), target);
        }

        CopySmall(root, DataFolder.FormatFile, target);
    }

    private static void CopySmall(string root, string name, string target) =>
        Disk.WriteWhole(Path.Combine(target, name), File.ReadAllBytes(Path.Combine(root, name)));

    private static void CopyPartition(string root, string name, string target, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(target, name);
        Directory.CreateDirectory(folder);
        using var segments = Open(Path.Combine(root, name), cancellationToken);
        for (var i = 0; i < segments.Files.Count; i++)
        {
            SegmentCopy.Run(
                segments.Files[i], Path.Combine(folder, Path.GetFileName(segments.Files[i].Name)),
                i == segments.Files.Count - 1, () => DataFolder.FindHolder(root) is not null, cancellationToken);
        }

        Disk.SyncDirectory(folder);
    }

    // All are open before the first is read: one that is removed or replaced from then on is still there for us. Where one was
    // removed between the listing and its opening, compaction or retention is at work, and the listing is out of date.
    private static OpenSegments Open(string folder, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (OpenSegments.TryOpen(folder) is { } opened)
            {
                return opened;
            }
        }
    }
}
