using Homing.Client.Channels;
using Homing.Client.Connections;
using Homing.Client.Protocol;
using Homing.Client.Pushes;
using Homing.Client.Requests;
using Microsoft.Extensions.Logging;

namespace Homing.Client;

/// <summary>
/// What goes on with the gateways, whichever connection carries it: the requests, the channels, the pushes. It outlives
/// connections; of two at a time, while one replaces the other, the newest welcomed one counts.
/// </summary>
internal sealed partial class Conversation
{
    private readonly ILogger _logger;
    private Connection? _current;

    public Conversation(HomingClientOptions options, ILogger logger)
    {
        _logger = logger;
        Requests = new OpenRequests(options);
        Subscriptions = new Subscriptions();
        Pushes = new PushQueue(options.MaxWaitingPushes, logger);
    }

    /// <summary>The connection that counts was lost; called from its own thread.</summary>
    public event Action<Close>? ConnectionLost;

    public OpenRequests Requests { get; }

    public Subscriptions Subscriptions { get; }

    public PushQueue Pushes { get; }

    /// <summary>The connection that counts; null while there is none.</summary>
    public Connection? Current => Volatile.Read(ref _current);

    public byte[] Hello(Credential credential, out HashSet<string> toldRequests, out HashSet<string> toldChannels)
    {
        var pending = Requests.ToTell();
        var channels = Subscriptions.ToTell();
        toldRequests = pending.Select(request => request.Id).ToHashSet(StringComparer.Ordinal);
        toldChannels = channels.Select(channel => channel.Channel).ToHashSet(StringComparer.Ordinal);
        return ClientFrame.Hello(credential, pending, channels);
    }

    /// <summary>Goes on over a new connection, and leaves the old one if there is one.</summary>
    public void MoveTo(Connection connection, HashSet<string> toldRequests, HashSet<string> toldChannels)
    {
        var old = Interlocked.Exchange(ref _current, connection);
        Subscriptions.Welcomed(connection, toldChannels);
        Requests.Welcomed(connection, toldRequests);
        connection.Start();
        _ = old?.LeaveAsync();
    }

    public void HasRoom(Connection connection) => Requests.HasRoom(connection);

    public void Lost(Connection connection, Close close)
    {
        Requests.Lost(connection, close.Code);
        Subscriptions.Lost(connection);
        if (Interlocked.CompareExchange(ref _current, null, connection) == connection)
        {
            ConnectionLost?.Invoke(close);
        }
    }

    public void Received(Connection connection, ServerFrame frame)
    {
        switch (frame.Type)
        {
            case "accepted" when frame is { Id: { } id, Partition: { } partition, Offset: { } offset }:
                Requests.Accepted(id, new LogPosition(partition, offset));
                break;
            case "response" when frame.Id is { } id:
                // One that nobody waits for was given before, or given up: acknowledged all the same, and dropped.
                Requests.Answered(id, frame);
                connection.Acks.Delivered(frame.Seq);
                break;
            case "push" when frame is { Id: not null, Topic: not null }:
                Pushes.Take(connection, frame);
                break;
            case "status" when frame.Id is { } id:
                Requests.Status(id, frame);
                break;
            case "subscribed":
                Subscriptions.Subscribed(connection, frame);
                break;
            case "event":
                Subscriptions.Event(connection, frame);
                break;
            case "error" when frame.Id is { } id:
                Requests.Refused(id, frame);
                break;
            case "error" when frame.Channel is { } channel:
                Subscriptions.Refused(channel, frame);
                break;
            case "error":
                LogError(frame.Code, frame.Detail);
                break;
            default:
                break; // A newer gateway may say more than we know.
        }
    }

    public void End(string reason)
    {
        Requests.EndAll(reason);
        Subscriptions.EndAll(reason);
    }

    public void Reopen()
    {
        Requests.Reopen();
        Subscriptions.Reopen();
    }

    [LoggerMessage(EventIds.GatewayError, LogLevel.Warning, "The gateway reports {Code}: {Detail}")]
    private partial void LogError(string? code, string? detail);
}
