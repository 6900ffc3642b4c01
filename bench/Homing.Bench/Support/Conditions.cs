using System.Globalization;
using System.Runtime.InteropServices;

namespace Homing.Bench.Support;

/// <summary>What a reader of figures must know about where they come from.</summary>
internal sealed record Conditions(
    DateTimeOffset At, string Runtime, string System, int Cores, double MemoryGib, double LoadBefore, double LoadAfter)
{
    /// <summary>The machine as it is now.</summary>
    public static Conditions Now() => new(
        TimeProvider.System.GetUtcNow(),
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        LoadAverage(),
        0);

    public Conditions Ended() => this with { LoadAfter = LoadAverage() };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At:yyyy-MM-dd HH:mm} UTC, {Cores} cores, {MemoryGib} GiB, {Runtime}, {System}, load average before {LoadBefore}");

    private static double LoadAverage() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;
}
