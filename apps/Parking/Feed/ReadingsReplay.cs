using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Roles;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Feed;

/// <summary>
/// Replays recorded readings into <c>parking.availability</c>: the newest of each lot at once, then step by step, for
/// ever. A replayed reading is observed when it is appended.
/// </summary>
internal sealed partial class ReadingsReplay : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly ILog _log;
    private readonly LiveCatalogue _catalogue;
    private readonly ParkingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReadingsReplay> _logger;

    public ReadingsReplay(
        ILog log,
        LiveCatalogue catalogue,
        IOptions<ParkingOptions> options,
        TimeProvider time,
        ILogger<ReadingsReplay> logger)
    {
        _log = log;
        _catalogue = catalogue;
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>What a recorded reading becomes at another time of day.</summary>
    /// <remarks>
    /// A lot with hours nearly always says just what its hours say. So not the flag is replayed but whether it
    /// contradicted the hours: else every lot that was recorded at night would look closed at noon.
    /// </remarks>
    internal static Reading Translate(RecordedReading recorded, Lot lot, DateTimeOffset now)
    {
        var open = lot.Hours is { IsAlways: false } hours
            ? (recorded.IsOpen == hours.IsOpenAt(recorded.At)) == hours.IsOpenAt(now)
            : recorded.IsOpen;
        return new Reading(recorded.Free, recorded.Capacity, open, now);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.ReplaySpeed == 0)
        {
            LogOff();
            return;
        }

        var readings = ReadingsFile.Read(ShippedFiles.Locate(_options.Readings)).Readings;
        if (readings.Count == 0)
        {
            LogOff();
            return;
        }

        await _log.EnsureTopicAsync(AvailabilityReader.Topic, stoppingToken);
        await _catalogue.Loaded.WaitAsync(stoppingToken);
        var tape = new ReplayTape(readings);
        var step = tape.FindStart(_time.GetUtcNow());
        LogStarted(tape.Count, tape[step].At, _options.ReplaySpeed);
        try
        {
            await EmitAsync(tape.Before(step), stoppingToken);
            while (true)
            {
                await EmitAsync(tape[step], stoppingToken);
                (step, var gap) = tape.After(step);
                await Task.Delay(gap / _options.ReplaySpeed, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async ValueTask EmitAsync(ReplayStep step, CancellationToken stoppingToken)
    {
        for (var pause = FirstRetry; ; pause = Min(pause * 2, LongestRetry))
        {
            try
            {
                await AppendAsync(step, stoppingToken);
                return;
            }
            catch (HomingException exception) when (exception.IsTransient)
            {
                LogStepFailed(exception, step.At);
                await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), _time, stoppingToken);
            }
        }
    }

    private async Task AppendAsync(ReplayStep step, CancellationToken stoppingToken)
    {
        var now = _time.GetUtcNow();
        var catalogue = _catalogue.Current;
        var appends = new List<Task>(step.Readings.Count);
        foreach (var recorded in step.Readings)
        {
            if (catalogue.TryFind(recorded.LotId, out var lot))
            {
                var reading = Translate(recorded, catalogue.Lots[lot], now);
                appends.Add(_log.AppendAsync(AvailabilityMessage.Topic, Encode(recorded.LotId, reading), stoppingToken).AsTask());
            }
        }

        await Task.WhenAll(appends);
    }

    internal static LogEntry Encode(string lotId, Reading reading) => new(
        Encoding.UTF8.GetBytes(lotId),
        JsonSerializer.SerializeToUtf8Bytes(
            AvailabilityMessage.Of(lotId, reading), ParkingJson.Default.AvailabilityMessage));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(EventIds.ReplayStarted, LogLevel.Information,
        "Replaying {Steps} steps of recorded readings from {From:u} at {Speed} times their speed")]
    private partial void LogStarted(int steps, DateTimeOffset from, double speed);

    [LoggerMessage(EventIds.ReplayStepFailed, LogLevel.Warning, "The step of {At} could not be appended; trying again")]
    private partial void LogStepFailed(Exception exception, DateTimeOffset at);

    [LoggerMessage(EventIds.ReplayIsOff, LogLevel.Information, "Nothing is replayed")]
    private partial void LogOff();
}
