using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Live.Views;

/// <summary>Brings the watched views up to date once a second, and a new one as soon as it is there.</summary>
internal sealed partial class ViewLoop(WatchedViews views, TimeProvider time, ILogger<ViewLoop> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var due = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var added = views.Added.WaitToReadAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(due, added).WaitAsync(stoppingToken);
            var isNew = added.IsCompleted;
            if (isNew)
            {
                views.Added.TryRead(out _);
                added = views.Added.WaitToReadAsync(stoppingToken).AsTask();
            }

            var isDue = due.IsCompleted;
            if (isDue)
            {
                due = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            try
            {
                await views.ComputeAsync(onlyNew: !isDue, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(EventIds.ViewsFailed, LogLevel.Error, "Views of the map could not be brought up to date; trying again")]
    private partial void LogFailed(Exception exception);
}
