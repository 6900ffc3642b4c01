using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;
using Homing.Streams;

namespace Homing.Gateway.Channels;

/// <summary>What one connection watches. Used by the reading side of the connection alone.</summary>
internal sealed class ConnectionChannels(ChannelCatalog catalog, ClientConnection connection, Outbox outbox)
{
    /// <summary>The longest name of a channel, in characters.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>The longest time between two events that a client may ask for, in milliseconds.</summary>
    public const int MaxIntervalMs = 60_000;

    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>Watches a channel; answers <c>subscribed</c>, or an error that says which channel is meant.</summary>
    public void Subscribe(in ChannelFields fields)
    {
        if (fields.Channel is not { Length: > 0 and <= MaxNameLength } channel)
        {
            // A name that is too long is not repeated.
            Refuse(null, ErrorCode.InvalidRequest, $"'channel' must be a string of 1 to {MaxNameLength} characters.");
            return;
        }

        var ms = fields.MinIntervalMs ?? 0;
        if (ms is < 0 or > MaxIntervalMs)
        {
            Refuse(channel, ErrorCode.InvalidRequest, $"'min_interval_ms' is {ms}; it must be from 0 to {MaxIntervalMs}.");
            return;
        }

        var interval = TimeSpan.FromMilliseconds(ms);
        if (_subscriptions.TryGetValue(channel, out var known))
        {
            known.Repeat(fields.Since, interval);
        }
        else if (catalog.Find(channel) is not { } source)
        {
            Refuse(channel, ErrorCode.UnknownChannel, $"There is no channel '{channel}'.");
        }
        else if (_subscriptions.Count >= catalog.MaxChannels)
        {
            Refuse(
                channel,
                ErrorCode.TooManyChannels,
                $"{catalog.MaxChannels} channels are watched on this connection, which is the limit.");
        }
        else
        {
            var request = new ChannelRequest(channel, connection.ClientId, fields.Since)
            {
                UserId = connection.UserId,
                Roles = connection.Roles,
            };
            Watch(source, request, interval);
        }
    }

    /// <summary>Stops watching a channel; where it is not watched, nothing happens. It is not answered.</summary>
    public void Unsubscribe(string? channel)
    {
        if (string.IsNullOrEmpty(channel))
        {
            Refuse(null, ErrorCode.InvalidRequest, "'channel' is missing.");
        }
        else if (_subscriptions.Remove(channel, out var subscription))
        {
            subscription.Dispose();
            catalog.Metrics.Unsubscribed(1);
        }
    }

    /// <summary>The connection has ended: nothing is watched any more.</summary>
    public void End()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Dispose();
        }

        catalog.Metrics.Unsubscribed(_subscriptions.Count);
        _subscriptions.Clear();
    }

    private void Watch(IChannelSource source, ChannelRequest request, TimeSpan interval)
    {
        var subscription = catalog.NewSubscription(request.Channel, outbox);
        try
        {
            subscription.Open(source.Watch(request, subscription), interval);
            _subscriptions.Add(request.Channel, subscription);
            catalog.Metrics.Subscribed();
        }
        catch (ProblemException exception)
        {
            Refuse(
                request.Channel,
                exception.Problem.Status switch
                {
                    404 => ErrorCode.UnknownChannel,
                    401 or 403 => ErrorCode.Forbidden,
                    _ => ErrorCode.InvalidRequest,
                },
                exception.Message);
        }
        catch (Exception exception)
        {
            catalog.LogSourceFailed(exception, source.Name);
            Refuse(request.Channel, ErrorCode.Unavailable, "The channel cannot be watched right now.", retry: true);
        }
    }

    private void Refuse(string? channel, string code, string detail, bool retry = false) =>
        outbox.Send(ServerFrame.Error(null, code, detail, retry, channel: channel));
}
