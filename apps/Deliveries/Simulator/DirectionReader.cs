using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Simulator;

/// <summary>
/// Reads <c>route.new-direction</c> in a group and has each request decided. A request is done once its ride has
/// arrived, so that after a crash the rides that were under way are asked for again.
/// </summary>
internal sealed partial class DirectionReader : BackgroundService
{
    /// <summary>The group.</summary>
    public const string Group = "delivery-simulator";

    // So many are decided at once, of different routes: each waits for a few appends, which share their way to the disk.
    private const int MaxDeciding = 1_024;

    private readonly ILog _log;
    private readonly LiveRoutes _routes;
    private readonly RideBoard _board;
    private readonly RideDispatcher _dispatcher;
    private readonly RideWriter _writer;
    private readonly PatientLog _patient;
    private readonly DeadLetters _deadLetters;
    private readonly GroupLags _lags;
    private readonly SimulatorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<DirectionReader> _logger;
    private readonly SemaphoreSlim _deciding = new(MaxDeciding, MaxDeciding);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, DirectionShare> _shares = [];

    public DirectionReader(
        ILog log,
        LiveRoutes routes,
        RideBoard board,
        RideDispatcher dispatcher,
        RideWriter writer,
        PatientLog patient,
        DeadLetters deadLetters,
        GroupLags lags,
        SimulatorMetrics metrics,
        TimeProvider time,
        ILogger<DirectionReader> logger)
    {
        (_log, _routes, _board, _dispatcher, _writer, _patient) = (log, routes, board, dispatcher, writer, patient);
        (_deadLetters, _lags, _metrics, _time, _logger) = (deadLetters, lags, metrics, time, logger);
    }

    public override void Dispose()
    {
        _deciding.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without routes no request can be told from a wrong one: others may decide meanwhile.
        await _routes.Loaded.WaitAsync(stoppingToken);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var reader = _log.OpenGroupReader(DeliveryTopics.NewDirection, Group, StartAt.Beginning);
        using var tracked = _lags.Track(DeliveryTopics.NewDirection, Group);
        LogStarted(_dispatcher.Driver, _routes.Current.Routes.Count);
        var reading = ReadAsync(reader, failing.Token);
        var driving = _dispatcher.RunAsync(failing.Token);
        try
        {
            await await Task.WhenAny(reading, driving, _dispatcher.Failed, _failed.Task);
        }
        finally
        {
            await failing.CancelAsync();
            await Task.WhenAll(reading, driving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _dispatcher.StopAsync();
            LogStopped();
        }
    }

    /// <summary>Reads until cancelled.</summary>
    internal async Task ReadAsync(ILogGroupReader reader, CancellationToken stoppingToken)
    {
        try
        {
            while (await reader.ReadPatientlyAsync(_time, LogReadFailed, stoppingToken) is { } batch)
            {
                await ProcessAsync(reader, batch, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the middle of a batch: what was not decided comes again.
        }
    }

    private async Task ProcessAsync(ILogGroupReader reader, LogBatch batch, CancellationToken cancellationToken)
    {
        var share = await ShareOfAsync(reader, batch, cancellationToken);
        for (var index = 0; index < batch.Records.Length; index++)
        {
            await _deciding.WaitAsync(cancellationToken);
            _ = LeaveAsync(ProcessAsync(share, batch.Partition, batch.Records.Span[index], cancellationToken));
        }
    }

    // What it needs of the record beyond this call it copies before it first waits.
    private Task ProcessAsync(DirectionShare share, int partition, LogRecord record, CancellationToken cancellationToken)
    {
        var ticket = new DirectionTicket(share, share.Tracker.Add(record.Offset));
        if (!DirectionRecord.TryRead(partition, record, out var direction, out var reason))
        {
            return SetAsideAsync(partition, Copy(record), direction, ticket, reason, DirectionOutcome.Invalid, cancellationToken);
        }

        var routes = _routes.Current;
        if (routes.Find(direction.RouteId) is not { } route)
        {
            var (copy, why) = (Copy(record), WhyUnknown(routes, direction.RouteId));
            return _dispatcher.DecideWithoutRouteAsync(direction, ticket, token => SetAsideAsync(
                partition, copy, direction, ticket, why, DirectionOutcome.UnknownRoute, token));
        }

        return direction.IsKeyed
            ? _dispatcher.DecideAsync(route, direction, ticket)
            : _dispatcher.ForwardAsync(direction, record.Value!.Value.ToArray(), ticket);
    }

    // Whoever had the partition before us may have decided what we have not read.
    private async ValueTask<DirectionShare> ShareOfAsync(ILogGroupReader reader, LogBatch batch, CancellationToken cancellationToken)
    {
        if (_shares.TryGetValue(batch.Partition, out var share) && share.Generation == batch.Generation)
        {
            return share;
        }

        await _patient.DoAsync(
            async token =>
            {
                await _board.CatchUpAsync(token);
                return true;
            },
            cancellationToken);
        LogTaken(batch.Partition, batch.Generation);
        return _shares[batch.Partition] = new DirectionShare(reader, batch, _log);
    }

    private async Task LeaveAsync(Task processing)
    {
        try
        {
            await processing;
            _deciding.Release();
        }
        catch (Exception exception) when (exception is OperationCanceledException or LogException { Error: LogError.Closed })
        {
            // Whoever reads the directions next does it.
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    }

    private async Task SetAsideAsync(
        int partition,
        LogRecord record,
        DirectionRecord direction,
        DirectionTicket ticket,
        string reason,
        DirectionOutcome outcome,
        CancellationToken cancellationToken)
    {
        await _patient.DoAsync(
            async token =>
            {
                await _deadLetters.AppendAsync(DeliveryTopics.NewDirection, partition, record, reason, token);
                return true;
            },
            cancellationToken);
        if (direction.ClientId is { } client)
        {
            await _writer.TellAsync(
                client,
                new DeliveryEvent(direction.RouteId ?? "", direction.Ride.ToString(), DeliveryEventKind.UnknownRoute, reason),
                cancellationToken);
        }

        _metrics.DirectionRead(outcome);
        ticket.Complete();
    }

    private static LogRecord Copy(in LogRecord record) => new()
    {
        Offset = record.Offset,
        Timestamp = record.Timestamp,
        Key = record.Key.ToArray(),
        Value = record.Value is { } value ? value.ToArray() : default(ReadOnlyMemory<byte>?),
        Headers = new LogHeaders([.. record.Headers.Items.Select(
            header => KeyValuePair.Create(header.Key, (ReadOnlyMemory<byte>)header.Value.ToArray()))]),
    };

    private static string WhyUnknown(RouteCatalogue routes, string routeId) => routes.WhyRefused(routeId) is { } why
        ? $"route '{routeId}' was refused when it was loaded: {why}"
        : $"there is no route '{routeId}'";

    [LoggerMessage(EventIds.SimulatorStarted, LogLevel.Information, "The simulator {Driver} drives on {Routes} routes")]
    private partial void LogStarted(string driver, int routes);

    [LoggerMessage(EventIds.SimulatorStopped, LogLevel.Information, "The simulator has stopped; its rides go on with the next one")]
    private partial void LogStopped();

    [LoggerMessage(EventIds.DirectionsReadFailed, LogLevel.Warning, "Reading the directions failed; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(EventIds.PartitionTaken, LogLevel.Debug, "Reading partition {Partition} of the directions, generation {Generation}")]
    private partial void LogTaken(int partition, int generation);

}
