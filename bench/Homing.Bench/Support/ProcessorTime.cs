using System.Diagnostics;
using System.Globalization;

namespace Homing.Bench.Support;

internal static class ProcessorTime
{
    /// <summary>What a process has used of processors since its start, the kernel's work for it included, in seconds.</summary>
    public static double Of(int process)
    {
        using var one = Process.GetProcessById(process);
        return one.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The same of a process and all that came from it and still run.</summary>
    public static double OfTree(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id)))
            .ToLookup(pair => pair.Parent, pair => pair.Id);
        return SumOf(process);

        double SumOf(int root) => Of(root) + parents[root].Sum(SumOf);
    }

    // Process ID, name in parentheses, state, parent. The name may hold anything, even parentheses.
    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
