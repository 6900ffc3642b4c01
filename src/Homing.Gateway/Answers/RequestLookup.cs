using Homing.Gateway.Connections;
using Homing.Log;
using Homing.Messages;
using Homing.Workers;

namespace Homing.Gateway.Answers;

/// <summary>
/// Finds out where a request stands that another gateway took, from the log alone: what stands before its group's
/// position is answered, what stands behind it is not. Thread-safe.
/// </summary>
internal sealed class RequestLookup(
    ILog log, OperationCatalog operations, Cancellations cancellations, RecentRequests recent, RequestsUnderWay underWay, TimeProvider time)
{
    /// <summary>Looks a request up. One that is another client's is unknown.</summary>
    public async ValueTask<RequestStatus> FindAsync(
        string clientId, PendingReference reference, CancellationToken cancellationToken)
    {
        var request = new RequestKey(clientId, reference.Id);
        if (recent.StateOf(request) is (RequestState.Expired or RequestState.Cancelled) and var settled)
        {
            return new RequestStatus(settled);
        }

        if (cancellations.Contains(request))
        {
            return new RequestStatus(RequestState.Cancelled);
        }

        var found = reference.Position is { } position
            ? await ReadAsync(request, position, cancellationToken)
            : await underWay.FindAsync(request, cancellationToken);
        if (found is not { } entry)
        {
            return RequestStatus.Unknown;
        }

        var state = entry.Deadline <= time.GetUtcNow() ? RequestState.Expired
            : await IsDoneAsync(entry, cancellationToken) ? RequestState.Answered
            : RequestState.Accepted;
        return new RequestStatus(state, entry.Position, entry.Deadline, entry.Op);
    }

    private async ValueTask<bool> IsDoneAsync(RequestEntry entry, CancellationToken cancellationToken) =>
        operations.GroupOf(entry.Op) is { } group
        && await log.GetStoredPositionAsync(
            Topics.ClientRequest, group, entry.Position.Partition, cancellationToken) > entry.Position.Offset;

    private ValueTask<RequestEntry?> ReadAsync(
        RequestKey request, LogPosition position, CancellationToken cancellationToken) =>
        log.ReadAtAsync(
            Topics.ClientRequest,
            position,
            record => RequestEntry.TryRead(record, position.Partition, out var key, out var entry) && key == request
                ? entry : (RequestEntry?)null,
            cancellationToken);
}
