using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Homing.Host.Telemetry;

/// <summary>Keeps what was last collected as text; it is asked, and sends nothing.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>Set by the reader.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The last export.</summary>
    public string Text { get; private set; } = "";

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new PrometheusText();
        text.WriteTarget(ParentProvider.GetResource().Attributes);
        text.Write(batch);
        Text = text.ToString();
        return ExportResult.Success;
    }
}
