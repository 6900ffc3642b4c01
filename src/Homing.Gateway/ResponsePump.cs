using Homing.Gateway.Connections;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway;

/// <summary>
/// Reads the response topic of one lease and delivers. The position stored is behind the answers that their clients
/// have acknowledged, so a crash makes the rest be read again.
/// </summary>
internal sealed partial class ResponsePump(
    ILog log, DeadLetters deadLetters, ConnectionTable connections, GatewayMetrics metrics, TimeProvider time, ILogger logger)
{
    private const string Group = "gateway";
    private readonly ILogger _logger = logger;

    /// <summary>Delivers until cancelled.</summary>
    public async Task RunAsync(int apiId, CancellationToken cancellationToken)
    {
        var topic = Topics.ClientResponse(apiId);
        await using var reader = log.OpenGroupReader(topic, Group, StartAt.Beginning);
        (int Generation, PositionTracker Tracker)? tracking = null;
        while (await reader.ReadPatientlyAsync(time, failure => LogReadFailed(failure, topic), cancellationToken) is { } batch)
        {
            if (tracking is null || tracking.Value.Generation != batch.Generation)
            {
                var (partition, generation) = (batch.Partition, batch.Generation);
                tracking = (generation, new PositionTracker(next => reader.Store(partition, generation, next)));
            }

            await DeliverAsync(topic, batch, tracking.Value.Tracker, cancellationToken);
        }
    }

    private async ValueTask DeliverAsync(
        string topic, LogBatch batch, PositionTracker tracker, CancellationToken cancellationToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            var receipt = new Receipt(tracker, tracker.Add(record.Offset));
            if (!ResponseMessage.TryRead(record.Value ?? default, out var response, out var reason))
            {
                await deadLetters.AppendAsync(topic, batch.Partition, record, reason, cancellationToken);
                receipt.Settle();
            }
            else if (connections.TryGet(response.ClientId, out var connection)
                && connection!.TryDeliver(response, receipt))
            {
                metrics.AnswerRead("direct");
            }
            else
            {
                // Whoever waits for it elsewhere keeps the request, learns on coming back that it is unknown here,
                // and sends it again under the same id.
                metrics.AnswerRead("missed");
                receipt.Settle();
            }
        }
    }

    [LoggerMessage(EventIds.ResponseReadFailed, LogLevel.Warning, "Could not read {Topic}; trying again")]
    private partial void LogReadFailed(Exception exception, string topic);
}
