using Homing.History;

namespace Homing.Chaos;

/// <content>What the client makes of what it is told.</content>
internal sealed partial class ChaosClient
{
    private void Handle(ClientConnection connection, in ServerFrame frame)
    {
        switch (frame.Type)
        {
            case "accepted":
                Record(HistoryStep.Accepted, frame.Id!, connection);
                Accept(connection, frame);
                break;
            case "response":
                connection.Seq = frame.Seq;
                Record(HistoryStep.Sent, frame.Id!, connection, seq: frame.Seq);
                Take(connection, frame);
                break;
            case "push":
                connection.Seq = frame.Seq;
                Record(HistoryStep.Sent, "", connection, frame.Id, frame.Seq);
                break;
            case "status":
                TakeStatus(connection, frame);
                break;
            case "error":
                TakeError(connection, frame);
                break;
            case "goaway":
                _goAway = true;
                break;
            case "welcome" when !connection.IsWelcome:
                Welcome(connection, frame);
                break;
            case "pong":
                break;
            default:
                throw new InvalidDataException($"A frame of the type '{frame.Type}' has no place here.");
        }
    }

    private void Welcome(ClientConnection connection, in ServerFrame frame)
    {
        connection.IsWelcome = true;
        _clientId = frame.ClientId!;
        _session = frame.Session;
        _history.Record(
            HistoryStep.Connected, Actor, _clientId, "", connection.Gateway.Authority, connection.Name);
        foreach (var request in _open.Values)
        {
            // What was said on an older connection is void: this one tells what has become of each.
            (request.IsCancelling, request.SendAgainAt) = (false, null);
        }
    }

    private void Accept(ClientConnection connection, in ServerFrame frame)
    {
        if (_open.TryGetValue(frame.Id!, out var request))
        {
            request.At = frame is { Partition: { } partition, Offset: { } offset } ? (partition, offset) : null;
            if (request is { IsToBeCancelled: true, IsCancelling: false })
            {
                Cancel(connection, request);
            }
        }
    }

    // An answer that comes when its request has expired by the client's own clock is none.
    private void Take(ClientConnection connection, in ServerFrame response)
    {
        if (_open.TryGetValue(response.Id!, out var request) && request.Deadline + Grace < _time.GetUtcNow())
        {
            Settle(connection, HistoryStep.Expired, request.Id, ByOwnClock);
        }
        else
        {
            Settle(connection, HistoryStep.Delivered, response.Id!, response.Owner);
        }
    }

    private void TakeStatus(ClientConnection connection, in ServerFrame frame)
    {
        if (!_open.TryGetValue(frame.Id!, out var request))
        {
            return;
        }

        switch (frame.State)
        {
            case "unknown" when request.IsCancelling:
            case "cancelled":
                Settle(connection, HistoryStep.Cancelled, request.Id, frame.State);
                break;
            case "unknown" when request.Deadline <= _time.GetUtcNow():
            case "expired":
                Settle(connection, HistoryStep.Expired, request.Id, frame.State);
                break;
            case "unknown":
                request.At = null;
                Ask(connection, request);
                break;
            case "accepted" or "answered":
                break;
            default:
                throw new InvalidDataException($"There is no state '{frame.State}'.");
        }
    }

    private void TakeError(ClientConnection connection, in ServerFrame frame)
    {
        if (frame.Id is null || !_open.TryGetValue(frame.Id, out var request))
        {
            return;
        }

        if (frame.Code == "deadline_exceeded")
        {
            Settle(connection, HistoryStep.Expired, request.Id, frame.Code);
        }
        else if (frame.Retry)
        {
            request.SendAgainAt = _time.GetUtcNow().AddMilliseconds(Math.Max(frame.RetryAfterMs, 20));
        }
        else
        {
            Settle(connection, HistoryStep.Refused, request.Id, frame.Code);
        }
    }

    private void Close(ClientConnection connection, int code)
    {
        connection.IsEnded = true;
        _stats.Closed(code);
        _neverAcks &= code != TooSlow;
        _comeBackAfter = code switch
        {
            4001 or 4002 or 1009 => throw new InvalidDataException($"The gateway closed with {code}."),
            >= 4100 and < 4200 => TimeSpan.FromMilliseconds(_random.Next(100, 400)),
            >= 4200 and < 4300 => TimeSpan.Zero,
            _ => null,
        };
    }
}
