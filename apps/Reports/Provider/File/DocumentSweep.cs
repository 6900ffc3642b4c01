using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.Provider.File;

/// <summary>Removes what was kept long enough.</summary>
internal sealed partial class DocumentSweep : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly DocumentFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<DocumentSweep> _logger;

    public DocumentSweep(DocumentFiles files, TimeProvider time, ILogger<DocumentSweep> logger) =>
        (_files, _time, _logger) = (files, time, logger);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                _files.Sweep();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(EventIds.DocumentSweepFailed, LogLevel.Warning, "Documents that were kept long enough could not be removed; trying again")]
    private partial void LogFailed(Exception exception);
}
