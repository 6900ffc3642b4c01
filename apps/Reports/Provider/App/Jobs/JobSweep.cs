using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>Deletes what was kept long enough, and what could not be deleted when it was to be.</summary>
internal sealed partial class JobSweep : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly JobStore _store;
    private readonly OrderBook _orders;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobSweep> _logger;

    public JobSweep(
        JobStore store, OrderBook orders, IOptions<ProviderOptions> options, TimeProvider time, ILogger<JobSweep> logger) =>
        (_store, _orders, _options, _time, _logger) = (store, orders, options.Value, time, logger);

    /// <summary>Looks at all orders once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = _time.GetUtcNow() - _options.Kept;
        foreach (var job in _store.All.Where(job => !job.IsOpen))
        {
            try
            {
                if (job.State != JobState.Deleted ? job.ChangedAt < before : !job.IsCleaned)
                {
                    await _orders.DeleteAsync(job.Id, cancellationToken);
                }
                else if (job.State == JobState.Deleted && job.ChangedAt < before)
                {
                    _store.Remove(job.Id);
                }
            }
            catch (Exception exception) when (exception is HomingException or IOException or UnauthorizedAccessException)
            {
                LogFailed(exception, job.Id);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunAsync(stoppingToken);
        }
    }

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "What is left of report {ReportId} could not be deleted; trying again")]
    private partial void LogFailed(Exception exception, Guid reportId);
}
