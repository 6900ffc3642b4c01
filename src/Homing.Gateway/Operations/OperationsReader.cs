using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Operations;

/// <summary>Fills the board from the topic that every process writes to, and shows it each interval to who watches.</summary>
internal sealed partial class OperationsReader(
    ILog log, OperationsBoard board, OperationsChannel channel, TimeProvider time, ILogger<OperationsReader> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ReadAsync(stoppingToken), ShowAsync(stoppingToken));

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        // Who has been silent since is gone.
        var start = StartAt.From(time.GetUtcNow() - (board.Interval * OperationsBoard.SilentIntervals));
        while (true)
        {
            try
            {
                await log.EnsureTopicAsync(Topics.OperationsOptions, stoppingToken);
                await using var reader = log.OpenReader(Topics.Operations, start);
                while (await reader.ReadPatientlyAsync(time, LogNotRead, stoppingToken) is { } batch)
                {
                    Take(batch.Records.Span);
                }

                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRead(exception);
                await Task.Delay(RetryPause, time, stoppingToken);
            }
        }
    }

    private async Task ShowAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(board.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            channel.Show(board.Sample());
        }
    }

    private void Take(ReadOnlySpan<LogRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            try
            {
                board.Take(
                    Encoding.UTF8.GetString(record.Key.Span),
                    record.Value is { } value
                        ? JsonSerializer.Deserialize(value.Span, OperationsJson.Default.ProcessSnapshot)
                        : null);
            }
            catch (JsonException exception)
            {
                // Of another version, or somebody else's: the others are shown nevertheless.
                LogUnreadable(exception, record.Offset);
            }
        }
    }

    [LoggerMessage(EventIds.SnapshotsNotRead, LogLevel.Warning, "Could not read how the processes are; trying again")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(EventIds.SnapshotUnreadable, LogLevel.Warning, "Passed over the snapshot at {Offset}: it is not one")]
    private partial void LogUnreadable(Exception exception, long offset);
}
