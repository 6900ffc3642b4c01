using System.Text;
using Homing.Log;
using Homing.Messages;
using Homing.Parking.Catalogue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Parking.Availability;

/// <summary>
/// Reads <c>parking.availability</c> from its beginning, with no group, and keeps the board up to date. What is not
/// valid goes to the dead letters and holds nothing up.
/// </summary>
internal sealed partial class AvailabilityReader : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CatchUpDeadline = TimeSpan.FromSeconds(5);

    private readonly ILog _log;
    private readonly DeadLetters _deadLetters;
    private readonly LiveCatalogue _catalogue;
    private readonly AvailabilityBoard _board;
    private readonly ParkingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AvailabilityReader> _logger;
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, long> _behind = [];

    public AvailabilityReader(
        ILog log,
        DeadLetters deadLetters,
        LiveCatalogue catalogue,
        AvailabilityBoard board,
        ParkingMetrics metrics,
        TimeProvider time,
        ILogger<AvailabilityReader> logger)
    {
        _log = log;
        _deadLetters = deadLetters;
        _catalogue = catalogue;
        _board = board;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.Observe(board, time);
    }

    public static TopicOptions Topic { get; } = new() { Name = AvailabilityMessage.Topic, Compacted = true };

    /// <summary>Returns once what was in the topic is on the board, so that the first answers already know it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(Topic, cancellationToken);
        var topic = await _log.DescribeTopicAsync(Topic.Name, cancellationToken);
        foreach (var (partition, range) in topic!.Partitions.Index())
        {
            if (range.End > range.Start)
            {
                _behind[partition] = range.End;
            }
        }

        await base.StartAsync(cancellationToken);
        if (_behind.Count == 0 || !_catalogue.IsLoaded)
        {
            return;
        }

        try
        {
            await _caughtUp.Task.WaitAsync(CatchUpDeadline, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Late is better than never: lots that are not read yet are unknown, and say so.
            LogNotCaughtUp(CatchUpDeadline.TotalSeconds);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Of a reading alone nobody can tell whether its lot is known.
        await _catalogue.Loaded.WaitAsync(stoppingToken);
        await using var reader = _log.OpenReader(Topic.Name, StartAt.Beginning);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ProcessAsync(await reader.ReadAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (HomingException exception) when (exception.IsTransient)
            {
                LogReadFailed(exception);
                await Task.Delay(RetryPause, _time, stoppingToken);
            }
        }
    }

    private async ValueTask ProcessAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            if (Take(record) is { } reason)
            {
                await SetAsideAsync(batch.Partition, record, reason, cancellationToken);
            }
        }

        NoteProgress(batch.Partition, batch.Records.Span[^1].Offset + 1);
    }

    /// <summary>Answers why the record is not valid; null where it is.</summary>
    private string? Take(in LogRecord record)
    {
        if (record.Value is not { } value)
        {
            _board.Clear(Encoding.UTF8.GetString(record.Key.Span));
            return null;
        }

        if (!AvailabilityMessage.TryRead(value.Span, out var lotId, out var reading, out var reason))
        {
            _metrics.ReadingInvalid();
            return reason;
        }

        var outcome = _board.Apply(lotId, reading);
        _metrics.ReadingTaken(outcome);
        if (outcome == ReadingOutcome.UnknownLot)
        {
            return $"lot_id: '{lotId}' is not in the catalogue";
        }

        if (outcome != ReadingOutcome.Applied)
        {
            LogSetAside(lotId, reading.ObservedAt, outcome);
        }

        return null;
    }

    private async ValueTask SetAsideAsync(
        int partition, LogRecord record, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await _deadLetters.AppendAsync(Topic.Name, partition, record, reason, cancellationToken);
        }
        catch (HomingException exception)
        {
            // The record stays where it is, and the next start sets it aside: the readings after it matter more.
            LogReadFailed(exception);
        }
    }

    private void NoteProgress(int partition, long next)
    {
        if (_behind.TryGetValue(partition, out var end) && next >= end && _behind.Remove(partition)
            && _behind.Count == 0)
        {
            LogCaughtUp(_catalogue.Current.Lots.Count);
            _caughtUp.TrySetResult();
        }
    }

    [LoggerMessage(EventIds.AvailabilityCaughtUp, LogLevel.Information, "The availability of {Lots} lots is up to date")]
    private partial void LogCaughtUp(int lots);

    [LoggerMessage(EventIds.AvailabilityNotCaughtUp, LogLevel.Warning,
        "The availability was not read to its end within {Seconds} s; reading on")]
    private partial void LogNotCaughtUp(double seconds);

    [LoggerMessage(EventIds.AvailabilityReadFailed, LogLevel.Warning, "Reading the availability failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.ReadingSetAside, LogLevel.Debug,
        "Set aside the reading of lot {LotId} from {ObservedAt}: {Outcome}")]
    private partial void LogSetAside(string lotId, DateTimeOffset observedAt, ReadingOutcome outcome);
}
