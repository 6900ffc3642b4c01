using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Parking.Catalogue;

/// <summary>
/// Keeps the catalogue as its source says it, and says what became of the rows. The process is not ready before the first
/// reading; after it, a source that went away changes nothing.
/// </summary>
internal sealed partial class CatalogueFollower : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ICatalogueSource _source;
    private readonly LiveCatalogue _catalogue;
    private readonly TimeProvider _time;
    private readonly ILogger<CatalogueFollower> _logger;
    private IReadOnlyList<RejectedRow> _told = [];

    public CatalogueFollower(
        ICatalogueSource source, LiveCatalogue catalogue, TimeProvider time, ILogger<CatalogueFollower> logger) =>
        (_source, _catalogue, _time, _logger) = (source, catalogue, time, logger);

    /// <summary>Returns once the catalogue was read, or after some seconds: then the rest starts, and is not ready.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            var first = await Task.WhenAny(_catalogue.Loaded, ExecuteTask!).WaitAsync(Patience, _time, cancellationToken);
            await first;
        }
        catch (TimeoutException)
        {
            LogWaiting();
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_catalogue.IsLoaded
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The catalogue of car parks is not read yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var catalogue in _source.ReadAsync(stoppingToken))
            {
                Take(catalogue);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private void Take(LotCatalogue catalogue)
    {
        var report = catalogue.Report;
        var isFirst = !_catalogue.IsLoaded;
        var change = _catalogue.Replace(catalogue);
        if (isFirst)
        {
            var summary = report.Summary;
            LogLoaded(report.Loaded, report.Source, report.Rejected.Count, summary);
        }
        else if (!change.IsNone)
        {
            LogChanged(report.Source, change.Added, change.Removed, change.Changed, catalogue.Lots.Count);
        }

        // What was told once is not told again with every reading.
        foreach (var row in report.Rejected.Except(_told))
        {
            // Lots whose place nobody gave are a known gap of the source; anything else is worth a look.
            var level = row.Reason == RejectReason.MissingCoordinates ? LogLevel.Debug : LogLevel.Warning;
            var reason = CatalogueReport.Describe(row.Reason);
            LogRejected(level, row.Line is { } line ? $"{report.Source}:{line}" : report.Source, reason, row.Detail);
        }

        _told = report.Rejected;
    }

    [LoggerMessage(EventIds.CatalogueLoaded, LogLevel.Information,
        "{Lots} lots from {Source}; {Rejected} rows left out: {Reasons}")]
    private partial void LogLoaded(int lots, string source, int rejected, string reasons);

    [LoggerMessage(EventIds.CatalogueChanged, LogLevel.Information,
        "{Source} changed: {Added} lots added, {Removed} removed, {Changed} changed; {Lots} now")]
    private partial void LogChanged(string source, int added, int removed, int changed, int lots);

    [LoggerMessage(EventIds.CatalogueAwaited, LogLevel.Warning,
        "The catalogue of car parks is not read yet; the process is not ready until it is")]
    private partial void LogWaiting();

    [LoggerMessage(EventId = EventIds.RowRejected, Message = "{Row}: {Reason}: {Detail}")]
    private partial void LogRejected(LogLevel level, string row, string reason, string detail);
}
