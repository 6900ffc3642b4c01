using System.Diagnostics;

namespace Homing.Bench.Support;

internal static class ProcessorTime
{
    /// <summary>What a process has used of processors since its start, the kernel's work for it included, in seconds.</summary>
    public static double Of(int process)
    {
        using var one = Process.GetProcessById(process);
        return one.TotalProcessorTime.TotalSeconds;
    }
}
