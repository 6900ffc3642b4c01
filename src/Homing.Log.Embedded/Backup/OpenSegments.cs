using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Backup;

/// <summary>The segments of a partition as they were at one moment, by rising offset.</summary>
internal sealed class OpenSegments : IDisposable
{
    private OpenSegments(List<FileStream> files) => Files = files;

    public List<FileStream> Files { get; }

    /// <summary>Opens all; null where one vanished meanwhile.</summary>
    public static OpenSegments? TryOpen(string folder)
    {
        var opened = new OpenSegments([]);
        try
        {
            // The names are offsets of as many digits.
            foreach (var path in Directory.GetFiles(folder, "*" + Segment.Extension).Order(StringComparer.Ordinal))
            {
                opened.Files.Add(new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
            }

            return opened;
        }
        catch (FileNotFoundException)
        {
            opened.Dispose();
            return null;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public void Dispose() => Files.ForEach(file => file.Dispose());
}
