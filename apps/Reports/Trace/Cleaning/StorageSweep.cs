using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.Trace.Mail.Outbox;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Cleaning;

/// <summary>
/// Deletes what nobody comes back for in our storage, at the start and from time to time: files of reports that are over or
/// unknown, left by a crash or written while the report was cleaned; and mails that are older than any report.
/// </summary>
internal sealed partial class StorageSweep : BackgroundService
{
    private readonly DocumentStore _documents;
    private readonly Outbox _outbox;
    private readonly ReportLedger _ledger;
    private readonly ReportMetrics _metrics;
    private readonly ReportOptions _reports;
    private readonly TraceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StorageSweep> _logger;

    public StorageSweep(
        DocumentStore documents,
        Outbox outbox,
        ReportLedger ledger,
        ReportMetrics metrics,
        IOptions<ReportOptions> reports,
        IOptions<TraceOptions> options,
        TimeProvider time,
        ILogger<StorageSweep> logger)
    {
        (_documents, _outbox, _ledger, _metrics, _time, _logger) = (documents, outbox, ledger, metrics, time, logger);
        (_reports, _options) = (reports.Value, options.Value);
    }

    /// <summary>Searches once.</summary>
    internal void Sweep()
    {
        var now = _time.GetUtcNow();
        var before = now - _options.OrphanAge;
        foreach (var (report, writtenAt) in _documents.All)
        {
            // A report that is not known here yet is younger than its file is allowed to be.
            if (writtenAt < before && (_ledger.Find(report) is not { } known || known.State.IsFinal()))
            {
                _documents.Delete(report);
                _metrics.OrphanDeleted();
                LogOrphan(report);
            }
        }

        _outbox.Sweep(now - _reports.EventsKept, before);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.SweepInterval, _time);
        try
        {
            do
            {
                TrySweep();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventIds.OrphanDeleted, LogLevel.Information, "A file of report {ReportId} was left in our storage; it is deleted")]
    private partial void LogOrphan(Guid reportId);

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "Searching our storage failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
