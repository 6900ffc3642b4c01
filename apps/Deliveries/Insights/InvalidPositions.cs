using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Insights;

/// <summary>
/// Sets aside what is no position. In a group of its own, so that of several processes one does it; everybody else who
/// reads positions passes over what is none.
/// </summary>
internal sealed partial class InvalidPositions : BackgroundService
{
    /// <summary>The group's name.</summary>
    public const string Group = "delivery-invalid-positions";

    private readonly ILog _log;
    private readonly DeadLetters _deadLetters;
    private readonly TimeProvider _time;
    private readonly ILogger<InvalidPositions> _logger;

    public InvalidPositions(ILog log, DeadLetters deadLetters, TimeProvider time, ILogger<InvalidPositions> logger) =>
        (_log, _deadLetters, _time, _logger) = (log, deadLetters, time, logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var reader = _log.OpenGroupReader(DeliveryTopics.NewPosition, Group, StartAt.Beginning);
        while (await reader.ReadPatientlyAsync(_time, LogReadFailed, stoppingToken) is { } batch)
        {
            for (var index = 0; index < batch.Records.Length; index++)
            {
                if (!PositionRecord.TryRead(batch.Records.Span[index], out _, out var reason))
                {
                    await _deadLetters.AppendAsync(
                        DeliveryTopics.NewPosition, batch.Partition, batch.Records.Span[index], reason, stoppingToken);
                }
            }

            reader.Store(batch.Partition, batch.Generation, batch.Records.Span[^1].Offset + 1);
        }
    }

    [LoggerMessage(EventIds.InvalidReadFailed, LogLevel.Warning, "Reading positions failed; trying again")]
    private partial void LogReadFailed(Exception exception);
}
