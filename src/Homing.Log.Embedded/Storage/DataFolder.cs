using System.Globalization;
using Homing.Storage;

namespace Homing.Log.Embedded.Storage;

/// <summary>The folder of the log: held by one process, and of a format this version knows.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string FormatFile = "format";

    private const int FormatVersion = 1;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    public string Root { get; }

    public string Topics => Path.Combine(Root, "topics");

    public string Positions => Path.Combine(Root, "positions");

    public static DataFolder Open(string directory)
    {
        var root = Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(root);
            var folder = new DataFolder(root, Hold(root));
            try
            {
                folder.CheckVersion();
                Directory.CreateDirectory(folder.Topics);
                Directory.CreateDirectory(folder.Positions);
                Disk.SyncDirectory(root);
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogException(
                LogError.Storage, $"The data folder {root} cannot be written to: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Hold(string root)
    {
        var path = Path.Combine(root, "lock");
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && Holder(path) is { } holder)
        {
            throw new LogException(
                LogError.Storage,
                $"The data folder {root} is in use by process {holder}: stop it, or give this one another folder.", e);
        }

        // In a file of its own: a locked one cannot be read, not even to say who holds it.
        File.WriteAllText(path + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    /// <summary>The process that holds the folder; null where none does.</summary>
    public static string? FindHolder(string root)
    {
        var path = Path.Combine(root, "lock");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException)
        {
            return Holder(path) ?? "unknown";
        }
    }

    /// <summary>Checks that this version knows the format of the folder; one that has none is new.</summary>
    /// <exception cref="LogException">It does not.</exception>
    public static int? CheckFormat(string root)
    {
        var path = Path.Combine(root, FormatFile);
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version <= FormatVersion
            ? version
            : throw new LogException(
                LogError.Storage,
                $"The data folder {root} has format {text}, and this version knows up to {FormatVersion}: " +
                "use the version that wrote it, or a newer one.");
    }

    private static string? Holder(string path) =>
        File.Exists(path + ".pid") ? File.ReadAllText(path + ".pid") : null;

    private void CheckVersion()
    {
        if (CheckFormat(Root) is null)
        {
            Disk.WriteWhole(Path.Combine(Root, FormatFile), "1\n"u8);
        }
    }
}
