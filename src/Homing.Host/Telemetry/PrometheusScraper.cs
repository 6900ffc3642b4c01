using OpenTelemetry.Metrics;

namespace Homing.Host.Telemetry;

/// <summary>Collects the metrics of the process when it is asked, one caller at a time.</summary>
internal sealed class PrometheusScraper : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PrometheusExporter _exporter = new();
    private readonly SemaphoreSlim _turn = new(1);

    public PrometheusScraper() => Reader = new BaseExportingMetricReader(_exporter)
    {
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
    };

    /// <summary>To be added to the provider, which disposes of it.</summary>
    public MetricReader Reader { get; }

    /// <summary>All metrics as text; null where they could not be collected.</summary>
    public async Task<string?> ScrapeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _exporter.Collect?.Invoke((int)Patience.TotalMilliseconds) == true ? _exporter.Text : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
