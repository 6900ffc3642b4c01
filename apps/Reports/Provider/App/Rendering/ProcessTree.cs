using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Homing.Reports.Provider.App.Rendering;

/// <summary>A process and all that it has started.</summary>
internal static class ProcessTree
{
    // One that nobody asks how it ended stays in the list of processes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
        foreach (var id in Processes())
        {
            if (Read(id) is { } status)
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

    /// <summary>Ends those with this argument, and all that they have started. Does nothing where the system does not tell.</summary>
    public static void EndAllWith(string argument)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var id in Processes().Where(id => Arguments(id).Contains(argument, StringComparer.Ordinal)))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill(entireProcessTree: true);
                process.WaitForExit(Patience);
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }

    private static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    private static string[] Arguments(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(System.IO.File.ReadAllBytes($"/proc/{id}/cmdline")).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static (int Parent, long Bytes)? Read(int id)
    {
        try
        {
            var (parent, kibibytes) = (0, 0L);
            foreach (var line in System.IO.File.ReadLines($"/proc/{id}/status"))
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
