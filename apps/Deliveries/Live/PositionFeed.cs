using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Messages;
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
    private readonly DeadLetters _deadLetters;
    private readonly ILogger<PositionFeed> _logger;
    private volatile bool _setsAside;

    /// <summary>Reads nothing until somebody needs it.</summary>
    public PositionFeed(
        ILog log,
        LiveRides rides,
        IOptions<DeliveryOptions> options,
        LiveMetrics metrics,
        StreamMetrics streams,
        DeadLetters deadLetters,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_rides, _metrics, _deadLetters) = (rides, metrics, deadLetters);
        _logger = loggers.CreateLogger<PositionFeed>();
        Feed = new TopicFeed(log, OptionsOf(options.Value), this, streams, time, loggers.CreateLogger<TopicFeed>());
    }

    /// <summary>What reads.</summary>
    internal TopicFeed Feed { get; }

    /// <summary>Has all partitions read, so that all rides are known, until what is returned is disposed. Returns at once.</summary>
    public IDisposable NeedAll() => Feed.NeedAll();

    /// <summary>
    /// From now on, positions that are not valid go to the dead letters, with the reason. For one role: every gateway reads
    /// the same records.
    /// </summary>
    public void SetInvalidAside() => _setsAside = true;

    /// <inheritdoc/>
    public async ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (!PositionRecord.TryRead(record, out var position, out var reason))
        {
            _metrics.PositionTaken(PositionOutcome.Invalid);
            if (_setsAside)
            {
                await _deadLetters.AppendAsync(DeliveryTopics.NewPosition, partition, record, reason, cancellationToken);
            }

            return;
        }

        var at = new LogPosition(partition, record.Offset);
        var outcome = _rides.Take(position, at, Feed.PositionOf(at));
        _metrics.PositionTaken(outcome);
        if (outcome is PositionOutcome.Stale or PositionOutcome.Future)
        {
            LogPassedOver(position.RouteId, partition, record.Offset, outcome);
        }
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
