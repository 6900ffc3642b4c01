using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Answers;

/// <summary>
/// Reads the response topic of one lease and delivers. The position stored is behind the answers that their clients
/// have acknowledged or that were handed over, so a crash makes the rest be read again: the topic is the write-ahead log.
/// Whoever holds the lease reads, and nobody else has to agree: a holder that was frozen and comes back can only store a
/// position that is true, and what is handed over twice is known by its request.
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
    /// <summary>The group under which the position of a response topic is kept, by its gateway or by who adopts it.</summary>
    public const string Group = "gateway";

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    /// <summary>Delivers until cancelled, or until the lease is no longer held.</summary>
    public async Task RunAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var topic = Topics.ClientResponse(lease.Lease.Id);
        await using var reader = log.OpenPartitionReader(topic, Group, 0, StartAt.Beginning);
        using var tracked = lags.Track(topic, Group);
        var tracker = TrackerFor(reader);
        while (await reader.ReadPatientlyAsync(time, failure => LogReadFailed(failure, topic), cancellationToken) is { } batch
            && await TryDeliverAsync(topic, batch, tracker, lease, cancellationToken))
        {
            // Until the lease is lost or the gateway stops.
        }
    }

    /// <summary>
    /// Hands over everything that stands in a response topic now; who calls it holds the lease, or knows that nobody does.
    /// Completes when all of it is durable in the mailboxes' topic.
    /// </summary>
    public async Task AdoptAsync(int apiId, CancellationToken cancellationToken)
    {
        var topic = Topics.ClientResponse(apiId);
        var (next, end) = await FindBacklogAsync(topic, cancellationToken);
        if (next >= end)
        {
            return;
        }

        await using var reader = log.OpenPartitionReader(topic, Group, 0, StartAt.Beginning);
        var tracker = TrackerFor(reader);
        var handovers = new List<Task>();
        var count = 0L;
        while (next < end && await TryReadAsync(reader, cancellationToken) is { } batch)
        {
            for (var index = 0; index < batch.Records.Length; index++)
            {
                handovers.Add(await BeginAsync(topic, batch.Records.Span[index], tracker, cancellationToken));
            }

            // The batch's bytes are gone with the next read.
            await Task.WhenAll(handovers);
            handovers.Clear();
            count += batch.Records.Length;
            next = batch.Records.Span[^1].Offset + 1;
        }

        await reader.FlushAsync(cancellationToken);
        LogAdopted(count, topic);
    }

    /// <summary>From the group's position to the end of the topic.</summary>
    public async ValueTask<OffsetRange> FindBacklogAsync(string topic, CancellationToken cancellationToken)
    {
        var range = (await log.DescribeTopicAsync(topic, cancellationToken))?.Partitions[0] ?? default;
        var stored = await log.GetStoredPositionAsync(topic, Group, 0, cancellationToken) ?? 0;
        return range with { Start = Math.Max(range.Start, stored) };
    }

    private static PositionTracker TrackerFor(ILogGroupReader reader) => new(next => reader.Store(0, 0, next));

    // There was something to read. Where nothing comes, retention has removed it meanwhile.
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

    private async ValueTask<bool> TryDeliverAsync(
        string topic, LogBatch batch, PositionTracker tracker, HeldLease lease, CancellationToken cancellationToken)
    {
        for (var index = 0; index < batch.Records.Length; index++)
        {
            var record = batch.Records.Span[index];
            if (!lease.IsHeld)
            {
                // The process may have been frozen in the middle of a batch.
                return false;
            }

            var receipt = new Receipt(tracker, tracker.Add(record.Offset));
            metrics.AnswerRead(time.GetUtcNow() - record.Timestamp);
            if (!GatewayMessage.TryRead(record.Value ?? default, out var message, out var reason, record.Headers))
            {
                await deadLetters.AppendAsync(topic, batch.Partition, record, reason, cancellationToken);
                receipt.Settle();
            }
            else if (message.Moved is { } moved)
            {
                Leave(moved, lease);
                receipt.Settle();
            }
            else if (message.Response.Epoch == lease.Lease.Epoch
                && connections.TryGet(message.Response.ClientId, out var connection)
                && connection!.TryDeliver(new DirectDelivery(message.Response, receipt, lease, handover, recent)))
            {
                metrics.AnswerTook(AnswerWay.Direct);
            }
            else if (!TryLetGo(message.Response, receipt))
            {
                // The batch ends before the handing over does.
                _ = await handover.BeginAsync(
                    message.Response with { Content = message.Response.Content.ToArray() }, receipt, AnswerWay.Rerouted);
            }
        }

        return true;
    }

    // What the connection has not acknowledged is handed over, and so finds the client where he is now.
    private void Leave(in MovedMessage moved, HeldLease lease)
    {
        if (moved.Epoch == lease.Lease.Epoch
            && connections.TryGet(moved.ClientId, out var connection)
            && connection!.Lease == lease
            && connection.Number == moved.Connection)
        {
            _ = connection.CloseAsync(CloseCode.TakenOver, "The client has a newer connection at another gateway.");
            _ = connection.EndAsync();
        }
    }

    private async ValueTask<Task> BeginAsync(
        string topic, LogRecord record, PositionTracker tracker, CancellationToken cancellationToken)
    {
        var receipt = new Receipt(tracker, tracker.Add(record.Offset));
        if (!GatewayMessage.TryRead(record.Value ?? default, out var message, out var reason, record.Headers))
        {
            await deadLetters.AppendAsync(topic, 0, record, reason, cancellationToken);
            receipt.Settle();
            return Task.CompletedTask;
        }

        if (message.Moved is not null)
        {
            // Its connection ended with its gateway.
            receipt.Settle();
            return Task.CompletedTask;
        }

        return TryLetGo(message.Response, receipt)
            ? Task.CompletedTask
            : await handover.BeginAsync(message.Response, receipt, AnswerWay.Adopted);
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
