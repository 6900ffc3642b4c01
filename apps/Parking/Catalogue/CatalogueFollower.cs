using Homing.Roles;
using Microsoft.Extensions.Logging;

namespace Homing.Parking.Catalogue;

/// <summary>Keeps the catalogue as its source says it, and says what became of the rows.</summary>
internal sealed partial class CatalogueFollower : SourceFollower<LotCatalogue>
{
    private readonly ICatalogueSource _source;
    private readonly LiveCatalogue _catalogue;
    private readonly ILogger<CatalogueFollower> _logger;
    private IReadOnlyList<RejectedRow> _told = [];

    public CatalogueFollower(
        ICatalogueSource source, LiveCatalogue catalogue, TimeProvider time, ILogger<CatalogueFollower> logger)
        : base(catalogue.Loaded, "The catalogue of car parks is not read yet.", time) =>
        (_source, _catalogue, _logger) = (source, catalogue, logger);

    protected override IAsyncEnumerable<LotCatalogue> ReadAsync(CancellationToken cancellationToken) =>
        _source.ReadAsync(cancellationToken);

    protected override void SayAwaited() => LogWaiting();

    protected override void Take(LotCatalogue value)
    {
        var report = value.Report;
        var isFirst = !IsLoaded;
        var change = _catalogue.Replace(value);
        if (isFirst)
        {
            var summary = report.Summary;
            LogLoaded(report.Loaded, report.Source, report.Rejected.Count, summary);
        }
        else if (!change.IsNone)
        {
            LogChanged(report.Source, change.Added, change.Removed, change.Changed, value.Lots.Count);
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
