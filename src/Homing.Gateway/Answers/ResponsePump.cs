using Homing.Gateway.Connections;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Answers;

/// <summary>
/// Reads the response topic of one lease and delivers. The position stored is behind the answers that their clients
/// have acknowledged or that were handed over, so a crash makes the rest be read again: the topic is the write-ahead log.
/// </summary>
internal sealed partial class ResponsePump(
    ILog log,
    DeadLetters deadLetters,
    ConnectionTable connections,
    RecentRequests recent,
    Handover handover,
    GatewayMetrics metrics,
    GroupLags lags,
    TimeProvider time,
    ILogger<ResponsePump> logger)
{
    /// <summary>The group under which a response topic is read, by its gateway or by who adopts it.</summary>
    public const string Group = "gateway";

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    /// <summary>Delivers until cancelled, or until the lease is no longer held.</summary>
    public async Task RunAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var topic = Topics.ClientResponse(lease.Lease.Id);
        await using var reader = log.OpenGroupReader(topic, Group, StartAt.Beginning);
        using var tracked = lags.Track(topic, Group);
        (int Generation, PositionTracker Tracker)? tracking = null;
        while (await reader.ReadPatientlyAsync(time, failure => LogReadFailed(failure, topic), cancellationToken) is { } batch
            && lease.IsHeld)
        {
            if (tracking is null || tracking.Value.Generation != batch.Generation)
            {
                var (partition, generation) = (batch.Partition, batch.Generation);
                tracking = (generation, new PositionTracker(next => reader.Store(partition, generation, next)));
            }

            await DeliverAsync(topic, batch, tracking.Value.Tracker, lease, cancellationToken);
        }
    }

    /// <summary>
    /// Hands over everything that stands in a response topic now. Nobody else reads the topic meanwhile: the group sees to
    /// that. Completes when all of it is durable in the mailboxes' topic.
    /// </summary>
    /// <returns>False where somebody else reads the topic.</returns>
    public async Task<bool> TryAdoptAsync(int apiId, CancellationToken cancellationToken)
    {
        var topic = Topics.ClientResponse(apiId);
        var (next, end) = await FindBacklogAsync(topic, cancellationToken);
        if (next >= end)
        {
            return true;
        }

        await using var reader = log.OpenGroupReader(topic, Group, StartAt.Beginning);
        var handovers = new List<Task>();
        var count = 0L;
        while (next < end)
        {
            if (await TryReadAsync(reader, cancellationToken) is not { } batch)
            {
                return false;
            }

            var (partition, generation) = (batch.Partition, batch.Generation);
            var tracker = new PositionTracker(position => reader.Store(partition, generation, position));
            for (var index = 0; index < batch.Records.Length; index++)
            {
                handovers.Add(await BeginAsync(topic, partition, batch.Records.Span[index], tracker, cancellationToken));
            }

            // The batch's bytes are gone with the next read.
            await Task.WhenAll(handovers);
            handovers.Clear();
            count += batch.Records.Length;
            next = batch.Records.Span[^1].Offset + 1;
        }

        await reader.FlushAsync(cancellationToken);
        LogAdopted(count, topic);
        return true;
    }

    /// <summary>From the group's position to the end of the topic.</summary>
    public async ValueTask<OffsetRange> FindBacklogAsync(string topic, CancellationToken cancellationToken)
    {
        var range = (await log.DescribeTopicAsync(topic, cancellationToken))?.Partitions[0] ?? default;
        var stored = await log.GetStoredPositionAsync(topic, Group, 0, cancellationToken) ?? 0;
        return range with { Start = Math.Max(range.Start, stored) };
    }

    // There is something to read. Where nothing comes, the group has given the topic to another reader.
    private async ValueTask<LogBatch?> TryReadAsync(ILogGroupReader reader, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ReadPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async ValueTask DeliverAsync(
        string topic, LogBatch batch, PositionTracker tracker, HeldLease lease, CancellationToken cancellationToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            var receipt = new Receipt(tracker, tracker.Add(record.Offset));
            metrics.AnswerRead(time.GetUtcNow() - record.Timestamp);
            if (!ResponseMessage.TryRead(record.Value ?? default, out var response, out var reason, record.Headers))
            {
                await deadLetters.AppendAsync(topic, batch.Partition, record, reason, cancellationToken);
                receipt.Settle();
            }
            else if (response.Epoch == lease.Lease.Epoch
                && connections.TryGet(response.ClientId, out var connection)
                && connection!.TryDeliver(new DirectDelivery(response, receipt, lease, handover, recent)))
            {
                metrics.AnswerTook(AnswerWay.Direct);
            }
            else if (!TryLetGo(response, receipt))
            {
                // The batch ends before the handing over does.
                _ = await handover.BeginAsync(response with { Content = response.Content.ToArray() }, receipt, AnswerWay.Rerouted);
            }
        }
    }

    private async ValueTask<Task> BeginAsync(
        string topic, int partition, LogRecord record, PositionTracker tracker, CancellationToken cancellationToken)
    {
        var receipt = new Receipt(tracker, tracker.Add(record.Offset));
        if (!ResponseMessage.TryRead(record.Value ?? default, out var response, out var reason, record.Headers))
        {
            await deadLetters.AppendAsync(topic, partition, record, reason, cancellationToken);
            receipt.Settle();
            return Task.CompletedTask;
        }

        return TryLetGo(response, receipt)
            ? Task.CompletedTask
            : await handover.BeginAsync(response, receipt, AnswerWay.Adopted);
    }

    // An answer comes twice where a worker died between writing it and noting that, or where it was read again here. Only
    // what is settled is let go: what was sent and not acknowledged has its place in the log here, or nowhere.
    private bool TryLetGo(in ResponseMessage response, Receipt receipt)
    {
        if (!recent.IsSettled(new RequestKey(response.ClientId, response.RequestId)))
        {
            return false;
        }

        metrics.AnswerTook(AnswerWay.Duplicate);
        receipt.Settle();
        return true;
    }

    [LoggerMessage(EventIds.ResponseReadFailed, LogLevel.Warning, "Could not read {Topic}; trying again")]
    private partial void LogReadFailed(Exception exception, string topic);

    [LoggerMessage(EventIds.ResponsesAdopted, LogLevel.Information, "Handed over {Count} answers of {Topic} to the mailboxes")]
    private partial void LogAdopted(long count, string topic);
}
