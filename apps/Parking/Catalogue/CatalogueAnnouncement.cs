using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Parking.Catalogue;

/// <summary>Says at the start what became of the catalogue's rows.</summary>
internal sealed partial class CatalogueAnnouncement : IHostedService
{
    private readonly LotCatalogue _catalogue;
    private readonly ILogger<CatalogueAnnouncement> _logger;

    public CatalogueAnnouncement(LotCatalogue catalogue, ILogger<CatalogueAnnouncement> logger) =>
        (_catalogue, _logger) = (catalogue, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var report = _catalogue.Report;
        var summary = report.Summary;
        LogLoaded(report.Loaded, report.File, report.Rejected.Count, summary);
        foreach (var row in report.Rejected)
        {
            // Lots whose place nobody gave are a known gap of the source; anything else is worth a look.
            var level = row.Reason == RejectReason.MissingCoordinates ? LogLevel.Debug : LogLevel.Warning;
            var reason = CatalogueReport.Describe(row.Reason);
            LogRejected(level, report.File, row.Line, reason, row.Detail);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.CatalogueLoaded, LogLevel.Information,
        "{Lots} lots from {File}; {Rejected} rows left out: {Reasons}")]
    private partial void LogLoaded(int lots, string file, int rejected, string reasons);

    [LoggerMessage(EventId = EventIds.RowRejected, Message = "{File}:{Line}: {Reason}: {Detail}")]
    private partial void LogRejected(LogLevel level, string file, int line, string reason, string detail);
}
