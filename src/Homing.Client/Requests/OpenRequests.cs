using System.Text.Json;
using Homing.Client.Connections;
using Homing.Client.Protocol;

namespace Homing.Client.Requests;

/// <summary>What was asked and is not answered: what to send when, what to keep, what to give up.</summary>
internal sealed class OpenRequests
{
    /// <summary>A hello names no more than this; what it does not name is sent again.</summary>
    public const int MostTold = 1000;

    /// <summary>Told in hello but not heard of for this long after the welcome, a request is sent again.</summary>
    public static readonly TimeSpan HearWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryUnlessTold = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly PendingRequests _pending = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _defaultDeadline;
    private readonly int _limit;
    private Connection? _connection;
    private HashSet<string> _unheard = [];
    private ITimer? _hearing;
    private string? _endReason;
    private long _numbers;

    public OpenRequests(HomingClientOptions options) =>
        (_time, _defaultDeadline, _limit) = (options.TimeProvider, options.DefaultDeadline, options.MaxPendingRequests);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>Asks, and waits for the answer, the deadline or the token, whichever is first.</summary>
    public async Task<JsonElement?> AskAsync(
        string op, ReadOnlyMemory<byte> body, RequestOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = options?.Deadline ?? _defaultDeadline;
        var request = Add(op, body, options?.Id ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"), deadline);
        await using var timer = _time.CreateTimer(
            _ => Fail(request, HomingException.DeadlineExceeded(op)), null, deadline, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(request, cancellationToken), null);
        return await request.Answer.Task;
    }

    /// <summary>For hello: the ids that a gateway may know of, and where in the log those stand that were accepted.</summary>
    public IReadOnlyList<(string Id, LogPosition? Accepted)> ToTell()
    {
        lock (_gate)
        {
            return
            [
                .. _pending.All.Where(request => request.IsTold).OrderBy(request => request.Number).Take(MostTold)
                    .Select(request => (request.Id, request.Accepted)),
            ];
        }
    }

    public void Welcomed(Connection connection, HashSet<string> told)
    {
        lock (_gate)
        {
            _connection = connection;
            foreach (var request in _pending.All.ToArray())
            {
                if (told.Contains(request.Id))
                {
                    _pending.Move(request, RequestStage.InFlight);
                }
                else if (request.Stage == RequestStage.InFlight)
                {
                    // Sent on the connection that is being left, after this hello.
                    _pending.Move(request, RequestStage.Waiting);
                }
            }

            _hearing?.Dispose();
            _unheard = told;
            _hearing = told.Count == 0 ? null : _time.CreateTimer(
                _ => SendUnheard(connection), null, HearWithin, Timeout.InfiniteTimeSpan);
            SendWaiting();
        }
    }

    public void Lost(Connection connection, int code)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, connection))
            {
                return;
            }

            _connection = null;
            _hearing?.Dispose();
            if (code == CloseCode.FrameTooBig)
            {
                FailTooBig(connection);
            }

            foreach (var request in _pending.All.Where(request => request.Stage == RequestStage.InFlight).ToArray())
            {
                _pending.Move(request, RequestStage.Waiting);
            }
        }
    }

    /// <summary>The connection can take more.</summary>
    public void HasRoom(Connection connection)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_connection, connection))
            {
                SendWaiting();
            }
        }
    }

    public void Accepted(string id, LogPosition position)
    {
        lock (_gate)
        {
            _unheard.Remove(id);
            if (_pending.TryGet(id, out var request))
            {
                request.Accepted = position;
            }
        }
    }

    public void Answered(string id, ServerFrame frame)
    {
        lock (_gate)
        {
            _unheard.Remove(id);
            if (!_pending.TryTake(id, out var request))
            {
                return;
            }

            if (frame.Error is { } problem)
            {
                request.Answer.TrySetException(new HomingProblemException(problem));
            }
            else
            {
                request.Answer.TrySetResult(frame.Body);
            }

            SendWaiting();
        }
    }

    public void Status(string id, ServerFrame frame)
    {
        lock (_gate)
        {
            _unheard.Remove(id);
            if (!_pending.TryGet(id, out var request))
            {
                return;
            }

            switch (frame.State)
            {
                case "unknown":
                    request.Accepted = null;
                    _pending.Move(request, RequestStage.Waiting);
                    SendWaiting();
                    break;
                case "expired":
                    Fail(request, HomingException.DeadlineExceeded(request.Op));
                    break;
                case "cancelled":
                    Fail(request, HomingException.Cancelled(request.Op));
                    break;
                default:
                    break; // Accepted or answered: the answer comes.
            }
        }
    }

    public void Refused(string id, ServerFrame frame)
    {
        lock (_gate)
        {
            _unheard.Remove(id);
            if (!_pending.TryGet(id, out var request))
            {
                return;
            }

            if (frame.Retry)
            {
                var wait = frame.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : RetryUnlessTold;
                _pending.Move(request, RequestStage.Paused);
                request.RetryTimer = _time.CreateTimer(_ => Retry(request), null, wait, Timeout.InfiniteTimeSpan);
                SendWaiting();
                return;
            }

            var code = frame.Code ?? "refused";
            Fail(request, code == "deadline_exceeded"
                ? HomingException.DeadlineExceeded(request.Op)
                : new HomingException(HomingErrorKind.Refused, code, $"{request.Op} was refused: {frame.Detail}"));
        }
    }

    /// <summary>Fails what is open, and what is asked until the client starts again.</summary>
    public void EndAll(string reason)
    {
        lock (_gate)
        {
            _endReason = reason;
            _hearing?.Dispose();
            foreach (var request in _pending.All.ToArray())
            {
                Fail(request, HomingException.Closed(reason));
            }
        }
    }

    /// <summary>The client starts again after its end.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _endReason = null;
        }
    }

    private PendingRequest Add(string op, ReadOnlyMemory<byte> body, string id, TimeSpan deadline)
    {
        lock (_gate)
        {
            if (_endReason is { } reason)
            {
                throw HomingException.Closed(reason);
            }

            if (_pending.Count >= _limit)
            {
                throw HomingException.TooManyPending(_limit);
            }

            var request = new PendingRequest
            {
                Number = _numbers++,
                Id = id,
                Op = op,
                Body = body,
                AskedAt = _time.GetTimestamp(),
                Deadline = deadline,
            };
            if (!_pending.TryAdd(request))
            {
                throw new InvalidOperationException($"A request with the id '{id}' is under way.");
            }

            SendWaiting();
            return request;
        }
    }

    private void Cancel(PendingRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_pending.TryTake(request.Id, out _))
            {
                return;
            }

            if (request.IsTold)
            {
                _connection?.Send(ClientFrame.Cancel(request.Id, request.Accepted));
            }

            request.Answer.TrySetCanceled(cancellationToken);
            SendWaiting();
        }
    }

    private void Fail(PendingRequest request, HomingException exception)
    {
        lock (_gate)
        {
            if (_pending.TryTake(request.Id, out _))
            {
                request.Answer.TrySetException(exception);
                SendWaiting();
            }
        }
    }

    private void Retry(PendingRequest request)
    {
        lock (_gate)
        {
            if (request.Stage == RequestStage.Paused && _pending.TryGet(request.Id, out _))
            {
                _pending.Move(request, RequestStage.Waiting);
                SendWaiting();
            }
        }
    }

    private void SendUnheard(Connection connection)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, connection))
            {
                return;
            }

            foreach (var id in _unheard)
            {
                if (_pending.TryGet(id, out var request) && request.Stage == RequestStage.InFlight)
                {
                    _pending.Move(request, RequestStage.Waiting);
                }
            }

            _unheard.Clear();
            SendWaiting();
        }
    }

    /// <summary>
    /// A frame was too big. Which one is not said; but a gateway that refuses a frame refuses every larger one, so it is
    /// the largest that was sent and not accepted.
    /// </summary>
    private void FailTooBig(Connection connection)
    {
        var largest = _pending.All.Where(request => request is { Stage: RequestStage.InFlight, Accepted: null })
            .MaxBy(request => request.FrameBytes);
        if (largest is { FrameBytes: > 0 })
        {
            Fail(largest, HomingException.FrameTooBig(largest.Op, largest.FrameBytes, connection.Welcome.MaxFrameBytes));
        }
    }

    private void SendWaiting()
    {
        while (_connection is { HasRoom: true } connection
            && _pending.InFlight < connection.Welcome.MaxInFlight
            && _pending.FirstWaiting is { } request)
        {
            var left = request.Deadline - _time.GetElapsedTime(request.AskedAt);
            var frame = ClientFrame.Request(request.Id, request.Op, left, request.Body);
            if (frame.Length > connection.Welcome.MaxFrameBytes)
            {
                _pending.TryTake(request.Id, out _);
                request.Answer.TrySetException(
                    HomingException.FrameTooBig(request.Op, frame.Length, connection.Welcome.MaxFrameBytes));
                continue;
            }

            request.FrameBytes = frame.Length;
            request.IsTold = true;
            _pending.Move(request, RequestStage.InFlight);
            connection.Send(frame);
        }
    }
}
