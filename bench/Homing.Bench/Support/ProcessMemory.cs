using System.Globalization;

namespace Homing.Bench.Support;

/// <summary>What a process holds of the machine's memory, in KiB.</summary>
/// <param name="Rss">Pages that are in memory.</param>
/// <param name="Pss">The same with shared pages divided by those who share them.</param>
internal sealed record ProcessMemory(long Rss, long Pss)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static ProcessMemory Of(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/smaps_rollup");
        return new ProcessMemory(Value(lines, "Rss:"), Value(lines, "Pss:"));
    }

    /// <summary>Waits until it changes by less than 0.2 % a second for three seconds, at most so long.</summary>
    public static async Task<ProcessMemory> SettledAsync(int process, TimeSpan most)
    {
        var before = Of(process);
        for (var (quiet, waited) = (0, TimeSpan.Zero); quiet < 3 && waited < most; waited += Pause)
        {
            await Task.Delay(Pause, TimeProvider.System);
            var now = Of(process);
            quiet = Math.Abs(now.Rss - before.Rss) * 500 < before.Rss ? quiet + 1 : 0;
            before = now;
        }

        return before;
    }

    private static long Value(string[] lines, string name) => long.Parse(
        lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2].Trim(),
        CultureInfo.InvariantCulture);
}
