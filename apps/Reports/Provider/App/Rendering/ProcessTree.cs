using System.Globalization;

namespace Homing.Reports.Provider.App.Rendering;

/// <summary>A process and all that it has started.</summary>
internal static class ProcessTree
{
    /// <summary>
    /// The memory that is theirs alone, in bytes: what they share with others, such as the program itself, is not counted.
    /// Null where the system does not tell.
    /// </summary>
    public static long? MemoryOf(int process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var all = new Dictionary<int, (int Parent, long Bytes)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(folder) is { } status)
            {
                all[id] = status;
            }
        }

        return all.Where(entry => IsBelow(entry.Key)).Sum(entry => entry.Value.Bytes);

        bool IsBelow(int id)
        {
            // A number that is given again while we look could close a circle.
            for (var steps = 0; steps < all.Count && id != process; steps++)
            {
                if (!all.TryGetValue(id, out var status))
                {
                    return false;
                }

                id = status.Parent;
            }

            return id == process;
        }
    }

    private static (int Parent, long Bytes)? Read(string folder)
    {
        try
        {
            var (parent, kibibytes) = (0, 0L);
            foreach (var line in System.IO.File.ReadLines(Path.Combine(folder, "status")))
            {
                if (line.StartsWith("PPid:", StringComparison.Ordinal))
                {
                    parent = (int)NumberIn(line);
                }
                else if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                {
                    kibibytes = NumberIn(line);
                }
            }

            return (parent, kibibytes * 1024);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long NumberIn(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture);
}
