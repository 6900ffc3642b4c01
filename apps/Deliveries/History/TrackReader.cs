using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.History;

/// <summary>
/// Reads the positions of a ride out of the log: from its first one to its last, or to where the log ends now. What belongs
/// to other routes and rides is told by key and header, and not parsed. A few at a time, each for a bounded time. Thread-safe.
/// </summary>
internal sealed partial class TrackReader : IDisposable
{
    /// <summary>How many positions a track has at most; of more, every second one is left out, and so on.</summary>
    public const int MaxPositions = 20_000;

    private const int AtOnce = 4;
    private static readonly TimeSpan WaitForTurn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadFor = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ILog _log;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TrackReader> _logger;

    public TrackReader(ILog log, DeliveryMetrics metrics, TimeProvider time, ILogger<TrackReader> logger) =>
        (_log, _metrics, _time, _logger) = (log, metrics, time, logger);

    /// <summary>Reads a track.</summary>
    /// <exception cref="ProblemException">Too many are read at this moment, or there is too much to read (503).</exception>
    public async Task<RideTrack> ReadAsync(TrackedRide ride, CancellationToken cancellationToken)
    {
        if (!await TakeTurnAsync(cancellationToken))
        {
            throw TooMuch($"{AtOnce} tracks are being read; more are not at the same time");
        }

        var started = _time.GetTimestamp();
        try
        {
            using var patience = new CancellationTokenSource(ReadFor, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                return await ReadToEndAsync(ride, either.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                LogTooLong(ride.RouteId, ride.RideId, ReadFor.TotalSeconds);
                throw TooMuch($"the track could not be read within {ReadFor.TotalSeconds} s");
            }
        }
        finally
        {
            _turns.Release();
            _metrics.TrackRead(_time.GetElapsedTime(started));
        }
    }

    public void Dispose() => _turns.Dispose();

    private static ProblemException TooMuch(string detail) => new(new Problem(
        Problem.TypePrefix + "too-much", "Too much is asked at once", 503, detail));

    private async Task<bool> TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (await _turns.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return true;
        }

        using var patience = new CancellationTokenSource(WaitForTurn, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _turns.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<RideTrack> ReadToEndAsync(TrackedRide ride, CancellationToken cancellationToken)
    {
        var track = new RideTrack(MaxPositions);
        var topic = await _log.DescribeTopicAsync(DeliveryTopics.NewPosition, cancellationToken);
        if (topic is null || ride.First.Partition >= topic.Partitions.Count)
        {
            return track;
        }

        var range = topic.Partitions[ride.First.Partition];
        var next = Math.Max(ride.First.Offset, range.Start);
        if (next >= range.End)
        {
            return track;
        }

        var filter = new RideFilter(ride);
        await using var reader = _log.OpenReader(DeliveryTopics.NewPosition, StartAt.At(next), [ride.First.Partition]);
        while (next < range.End && !filter.IsOver)
        {
            var batch = await reader.ReadAsync(cancellationToken);
            filter.Take(batch.Records.Span, track);
            next = batch.Records.Span[^1].Offset + 1;
        }

        return track;
    }

    [LoggerMessage(EventIds.TrackReadTooLong, LogLevel.Warning,
        "The track of ride {RideId} on route {RouteId} could not be read within {Seconds} s")]
    private partial void LogTooLong(string routeId, string rideId, double seconds);
}
