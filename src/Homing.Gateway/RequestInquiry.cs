using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.History;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway;

/// <summary>Answers what clients ask about requests: what they wait for since before, status, cancel.</summary>
internal sealed partial class RequestInquiry(
    RequestLookup lookup,
    Mailbox mailbox,
    MailboxReader mailboxReader,
    RecentRequests recent,
    Cancellations cancellations,
    GatewayOptions options,
    GatewayMetrics metrics,
    IHistory history,
    TimeProvider time,
    ILogger<RequestInquiry> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    /// <summary>Settles what a client has named at its hello: each is answered, or its state is told.</summary>
    /// <param name="connection">The new connection, which answers can find already.</param>
    /// <param name="pending">What the client waits for; null where it did not say.</param>
    /// <param name="handedOver">Completes when what an older connection has left is in the log.</param>
    public async Task SettleAsync(
        ClientConnection connection, IReadOnlyCollection<PendingReference>? pending, Task handedOver)
    {
        mailbox.SendTo(connection);
        if (!handedOver.IsCompletedSuccessfully)
        {
            await handedOver;
            await mailboxReader.CatchUpAsync(CancellationToken.None);
        }

        foreach (var reference in pending ?? [])
        {
            if (connection.Find(reference.Id) is not null)
            {
                // Where the answer was acknowledged and the client waits for it all the same, its word counts.
                var wasAnswered = recent.StateOf(new RequestKey(connection.ClientId, reference.Id)) == RequestState.Answered;
                connection.Resolve(reference.Id, wasAnswered ? RequestStatus.Unknown : await FindAsync(connection, reference));
            }
        }
    }

    /// <summary>Tells where a request stands.</summary>
    public async ValueTask TellAsync(ClientConnection connection, PendingReference reference)
    {
        var state = connection.Find(reference.Id) is { Accepted: not null } or { IsBeingAppended: true }
            ? RequestState.Accepted
            : (await FindAsync(connection, reference)).State;
        connection.Send(ServerFrame.Status(reference.Id, state));
        if (state == RequestState.Answered)
        {
            mailbox.TrySend(reference.Id, connection);
        }
    }

    /// <summary>Takes a request back where it is not answered yet.</summary>
    public async ValueTask CancelAsync(ClientConnection connection, PendingReference reference)
    {
        var pending = connection.Find(reference.Id);
        var status = pending?.Deadline is { } deadline
            ? new RequestStatus(RequestState.Accepted, Deadline: deadline)
            : await FindAsync(connection, reference);
        if (status.State != RequestState.Accepted)
        {
            connection.Send(ServerFrame.Status(reference.Id, status.State));
            return;
        }

        var request = new RequestKey(connection.ClientId, reference.Id);
        try
        {
            await cancellations.AppendAsync(new CancelMessage(request, status.Deadline ?? time.GetUtcNow() + options.MaxDeadline));
        }
        catch (Exception exception)
        {
            LogNotAppended(exception);
            connection.Send(ServerFrame.Error(
                reference.Id, ErrorCode.Unavailable, "The cancel could not be stored.", retry: true, RetryPause));
            return;
        }

        if (history.IsOn)
        {
            history.Record(HistoryStep.Cancelled, connection.Gateway.Actor, connection.ClientId, reference.Id);
        }

        var frame = ServerFrame.Status(reference.Id, RequestState.Cancelled);
        if (pending is null || !connection.TryEnd(pending, RequestState.Cancelled, () => frame))
        {
            if (pending is not null && recent.StateOf(request) == RequestState.Answered)
            {
                // The answer was quicker.
                frame.Dispose();
                frame = ServerFrame.Status(reference.Id, RequestState.Answered);
            }
            else
            {
                recent.Add(request, RequestState.Cancelled);
            }

            connection.Send(frame);
        }

        metrics.RequestCancelled();
    }

    private async ValueTask<RequestStatus> FindAsync(ClientConnection connection, PendingReference reference)
    {
        var request = new RequestKey(connection.ClientId, reference.Id);
        return mailbox.Contains(request) || recent.StateOf(request) == RequestState.Answered
            ? new RequestStatus(RequestState.Answered)
            : await lookup.FindAsync(connection.ClientId, reference, CancellationToken.None);
    }

    [LoggerMessage(EventIds.CancelNotAppended, LogLevel.Error, "A cancel could not be appended")]
    private partial void LogNotAppended(Exception exception);
}
