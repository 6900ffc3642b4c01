using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Log;
using Homing.Messages;
using Homing.Tracing;
using Homing.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Gateway;

/// <summary>Takes requests of clients: checks them, appends them, and says <c>accepted</c> once they are durable.</summary>
internal sealed partial class RequestIntake
{
    /// <summary>The longest id and op, in characters.</summary>
    public const int MaxNameLength = 128;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly OperationCatalog _operations;
    private readonly Mailbox _mailbox;
    private readonly RecentRequests _recent;
    private readonly Cancellations _cancellations;
    private readonly GatewayOptions _options;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestIntake> _logger;

    public RequestIntake(
        ILog log,
        OperationCatalog operations,
        Mailbox mailbox,
        RecentRequests recent,
        Cancellations cancellations,
        IOptions<GatewayOptions> options,
        GatewayMetrics metrics,
        TimeProvider time,
        ILogger<RequestIntake> logger)
    {
        _log = log;
        _operations = operations;
        _mailbox = mailbox;
        _recent = recent;
        _cancellations = cancellations;
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.ExpectRequests(operations.Ops);
    }

    /// <summary>Takes a request frame. The frame's bytes are not needed after the call.</summary>
    public void Take(ClientConnection connection, in ClientFrame frame, bool draining)
    {
        if (Check(frame) is { } refusal)
        {
            Refuse(connection, frame, refusal.Code, refusal.Detail, retry: false);
            return;
        }

        if (draining || !connection.Lease.IsHeld)
        {
            Refuse(connection, frame, ErrorCode.Draining, "This gateway takes no new requests.", retry: true);
            return;
        }

        var wait = frame.DeadlineMs is { } ms ? TimeSpan.FromMilliseconds(ms) : _options.DefaultDeadline;
        var pending = new PendingRequest
        {
            Id = frame.Id!,
            Op = frame.Op!,
            Deadline = _time.GetUtcNow() + wait,
            TakenAt = _time.GetTimestamp(),
        };
        if (!connection.TryBegin(pending))
        {
            return;
        }

        var request = new RequestKey(connection.ClientId, pending.Id);
        if (_cancellations.Contains(request))
        {
            // Workers pass over the id until its deadline: better said now than by silence.
            connection.TryEnd(pending, RequestState.Cancelled, () => ServerFrame.Status(pending.Id, RequestState.Cancelled));
            return;
        }

        if (_mailbox.TrySend(pending.Id, connection))
        {
            // It was asked before, and its answer has been sent.
            connection.Forget(pending);
            return;
        }

        // An id that comes again after its answer was acknowledged is a new request.
        _recent.Remove(request);
        pending.IsBeingAppended = true;

        var record = new PooledBuffer(frame.Body.Length + 256);
        new RequestMessage
        {
            ApiId = connection.Lease.Lease.Id,
            Epoch = connection.Lease.Lease.Epoch,
            ClientId = connection.ClientId,
            RequestId = pending.Id,
            Op = frame.Op!,
            Deadline = pending.Deadline.Value,
            Body = frame.Body.IsEmpty ? "null"u8.ToArray() : frame.Body,
        }.WriteTo(record);
        _ = AppendAsync(connection, pending, frame.Op!, record);
    }

    private (string Code, string Detail)? Check(in ClientFrame frame)
    {
        if (string.IsNullOrEmpty(frame.Id) || frame.Id.Length > MaxNameLength)
        {
            return (ErrorCode.InvalidRequest, $"'id' must be a string of 1 to {MaxNameLength} characters.");
        }

        if (string.IsNullOrEmpty(frame.Op) || frame.Op.Length > MaxNameLength)
        {
            return (ErrorCode.InvalidRequest, $"'op' must be a string of 1 to {MaxNameLength} characters.");
        }

        if (!_operations.Contains(frame.Op))
        {
            return (ErrorCode.UnknownOp,
                $"There is no operation '{frame.Op}'; there are: {string.Join(", ", _operations.Ops)}.");
        }

        var longest = (long)_options.MaxDeadline.TotalMilliseconds;
        return frame.DeadlineMs is { } ms && (ms <= 0 || ms > longest)
            ? (ErrorCode.InvalidRequest, $"'deadline_ms' is {ms}; it must be from 1 to {longest}.")
            : null;
    }

    private void Refuse(ClientConnection connection, in ClientFrame frame, string code, string detail, bool retry)
    {
        _metrics.RequestRefused(code);
        connection.Send(ServerFrame.Error(frame.Id, code, detail, retry));
    }

    private void Refuse(
        ClientConnection connection, PendingRequest pending, string code, string detail, bool retry, TimeSpan? pause = null)
    {
        if (connection.TryEnd(pending, RequestState.Unknown, () => ServerFrame.Error(pending.Id, code, detail, retry, pause)))
        {
            _metrics.RequestRefused(code);
        }
    }

    private async Task AppendAsync(
        ClientConnection connection, PendingRequest pending, string op, PooledBuffer record)
    {
        var activity = MessageTrace.StartSend(Topics.ClientRequest, pending.Id);
        try
        {
            using (record)
            {
                var headers = TraceContext.Write(TraceContext.Of(activity));
                var position = await _log.AppendAsync(
                    Topics.ClientRequest, new LogEntry(connection.Key, record.WrittenMemory, headers));
                _metrics.RequestAccepted(_time.GetElapsedTime(pending.TakenAt));
                connection.Accept(pending, position);
            }
        }
        catch (LogException exception) when (exception.Error == LogError.RecordTooLarge)
        {
            MessageTrace.Fail(activity, exception);
            Refuse(connection, pending, ErrorCode.InvalidRequest, exception.Message, retry: false);
        }
        catch (Exception exception)
        {
            MessageTrace.Fail(activity, exception);
            LogNotAppended(exception, op);
            Refuse(
                connection, pending, ErrorCode.Unavailable, "The request could not be stored.", retry: true, RetryPause);
        }
        finally
        {
            MessageTrace.End(activity);
        }
    }

    [LoggerMessage(EventIds.RequestNotAppended, LogLevel.Error, "A request for '{Op}' could not be appended")]
    private partial void LogNotAppended(Exception exception, string op);
}
