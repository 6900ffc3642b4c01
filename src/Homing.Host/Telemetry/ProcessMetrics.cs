using System.Diagnostics.Metrics;

namespace Homing.Host.Telemetry;

/// <summary>What is told of the process itself. Meter <c>Homing.Host</c>.</summary>
internal sealed class ProcessMetrics
{
    /// <summary>Makes the instruments; the process is as old as they are.</summary>
    public ProcessMetrics(IMeterFactory meters, TimeProvider time)
    {
        var began = time.GetTimestamp();
        meters.Create("Homing.Host").CreateObservableGauge(
            "process.uptime", () => time.GetElapsedTime(began).TotalSeconds, "s", "How long the process has been running.");
    }
}
