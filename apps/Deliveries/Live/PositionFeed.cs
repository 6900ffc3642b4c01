using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Live;

/// <summary>
/// Reads those partitions of <see cref="DeliveryTopics.NewPosition"/> that somebody here needs, into <see cref="LiveRides"/>.
/// Thread-safe.
/// </summary>
public sealed partial class PositionFeed : IFeedSink, IHostedService, IAsyncDisposable
{
    private readonly LiveRides _rides;
    private readonly LiveMetrics _metrics;
    private readonly ILogger<PositionFeed> _logger;

    /// <summary>Reads nothing until somebody needs it.</summary>
    public PositionFeed(
        ILog log,
        LiveRides rides,
        IOptions<DeliveryOptions> options,
        LiveMetrics metrics,
        StreamMetrics streams,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_rides, _metrics) = (rides, metrics);
        _logger = loggers.CreateLogger<PositionFeed>();
        metrics.Observe(rides);
        Feed = new TopicFeed(log, OptionsOf(options.Value), this, streams, time, loggers.CreateLogger<TopicFeed>());
    }

    /// <summary>What reads.</summary>
    internal TopicFeed Feed { get; }

    /// <summary>Has all partitions read, so that all rides are known, until what is returned is disposed. Returns at once.</summary>
    public IDisposable NeedAll() => Feed.NeedAll();

    /// <inheritdoc/>
    public ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (!PositionRecord.TryRead(record, out var position, out _))
        {
            // Whoever sets such records aside reads them too.
            _metrics.PositionTaken(PositionOutcome.Invalid);
            return ValueTask.CompletedTask;
        }

        var at = new LogPosition(partition, record.Offset);
        var outcome = _rides.Take(position, at, Feed.PositionOf(at));
        _metrics.PositionTaken(outcome);
        if (outcome is PositionOutcome.Stale or PositionOutcome.Future)
        {
            LogPassedOver(position.RouteId, partition, record.Offset, outcome);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Forget(int partition) => _rides.Channels.Forget(Feed.PositionOf(new LogPosition(partition, 0)).Epoch);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Feed.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Feed.DisposeAsync();

    internal static TopicFeedOptions OptionsOf(DeliveryOptions options) =>
        new() { Topic = DeliveryTopics.NewPosition, LookBack = options.LookBack };

    [LoggerMessage(EventIds.PositionPassedOver, LogLevel.Debug,
        "Passed over a position of route {RouteId}, {Partition}@{Offset}: {Outcome}")]
    private partial void LogPassedOver(string routeId, int partition, long offset, PositionOutcome outcome);
}
