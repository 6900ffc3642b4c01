using System.Globalization;

namespace Homing.Log.Embedded.Storage;

/// <summary>The folder of the log: held by one process, and of a format this version knows.</summary>
internal sealed class DataFolder : IDisposable
{
    private const int FormatVersion = 1;
    private const string OwnerName = "owner";

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
        catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(path))
        {
            throw new LogException(
                LogError.Storage,
                $"The data folder {root} is in use by process {Owner(root)}: stop it, or give this one another folder.", e);
        }

        File.WriteAllText(
            Path.Combine(root, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    // In a file of its own: the lock cannot be opened while it is held.
    private static string Owner(string root)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, OwnerName));
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }

    private void CheckVersion()
    {
        var path = Path.Combine(Root, "format");
        if (!File.Exists(path))
        {
            Disk.WriteWhole(path, "1\n"u8);
            return;
        }

        var text = File.ReadAllText(path).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || version > FormatVersion)
        {
            throw new LogException(
                LogError.Storage,
                $"The data folder {Root} has format {text}, and this version knows up to {FormatVersion}: " +
                "use the version that wrote it, or a newer one.");
        }
    }
}
