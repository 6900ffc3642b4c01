using Homing.Deliveries.Rides;
using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Insights;

/// <summary>
/// Reads all positions from the beginning, with no group and beside everything else: nobody waits for it but who asks for
/// what it has not read yet.
/// </summary>
internal sealed partial class InsightsReader : BackgroundService
{
    private readonly TopicFollower _positions;
    private readonly RideInsights _insights;
    private readonly TimeSpan _futureTolerance;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<InsightsReader> _logger;
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _taken;

    public InsightsReader(
        ILog log,
        RideInsights insights,
        IOptions<DeliveryOptions> options,
        DeliveryMetrics metrics,
        TimeProvider time,
        ILogger<InsightsReader> logger)
    {
        (_insights, _metrics, _time, _logger) = (insights, metrics, time, logger);
        _futureTolerance = options.Value.FutureTolerance;
        _positions = new TopicFollower(log, DeliveryTopics.NewPosition, TakeAsync, LogReadFailed, time);
    }

    /// <summary>What who asks too early is told.</summary>
    public static Problem NotReadYet { get; } =
        Problem.Unavailable("the positions of the past are still being read after a start");

    /// <summary>True once what was in the log at the start has been read.</summary>
    public bool IsCaughtUp => _caughtUp.Task.IsCompletedSuccessfully;

    /// <summary>Completes when what was in the log at the start has been read.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>Completes when what is in the log now has been read.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _caughtUp.Task.WaitAsync(cancellationToken);
        await _positions.CatchUpAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _positions.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var started = _time.GetTimestamp();
            await _positions.StartAsync(stoppingToken);
            LogCaughtUp(Volatile.Read(ref _taken), _time.GetElapsedTime(started).TotalSeconds);
            _caughtUp.TrySetResult();
            await _positions.Completion.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (record.Timestamp > now + _futureTolerance)
        {
            _insights.CountFuture(now);
            _metrics.PositionCounted("future");
        }
        else if (!PositionRecord.TryRead(record, out var position, out _))
        {
            _insights.CountInvalid(record.Timestamp);
            _metrics.PositionCounted("invalid");
        }
        else
        {
            var at = new LogPosition(partition, record.Offset);
            _metrics.PositionCounted(_insights.Take(at, position) ? "taken" : "stale");
        }

        Volatile.Write(ref _taken, _taken + 1);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventIds.InsightsCaughtUp, LogLevel.Information, "Read {Records} positions for the insights in {Seconds} s")]
    private partial void LogCaughtUp(long records, double seconds);

    [LoggerMessage(EventIds.InsightsReadFailed, LogLevel.Warning, "Reading positions for the insights failed; trying again")]
    private partial void LogReadFailed(Exception exception);
}
