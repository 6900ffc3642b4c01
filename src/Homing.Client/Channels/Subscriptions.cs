using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Homing.Client.Connections;
using Homing.Client.Protocol;

namespace Homing.Client.Channels;

/// <summary>The channels that somebody reads, and how far each has come.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscription> _channels = new(StringComparer.Ordinal);
    private Connection? _connection;
    private string? _endReason;

    public async IAsyncEnumerable<ChannelEvent<T>> ReadAsync<T>(
        string channel,
        JsonTypeInfo<T> type,
        SubscribeOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var reader = new ChannelReader();
        Join(channel, reader, options?.MinInterval);
        try
        {
            while (true)
            {
                var value = await reader.NextAsync(cancellationToken);
                var body = Bodies.Read(value.Body, type, $"An event of {channel}");
                yield return new ChannelEvent<T>(channel, body, value.At, value.Skipped, value.Gap);
            }
        }
        finally
        {
            Part(channel, reader);
        }
    }

    /// <summary>For hello: where we stand. A channel with an interval is not told there, for hello cannot carry it.</summary>
    public IReadOnlyList<ChannelPosition> ToTell()
    {
        lock (_gate)
        {
            return
            [
                .. _channels.Values.Where(channel => channel is { Position: not null, MinInterval: null })
                    .Select(channel => channel.Position!.Value),
            ];
        }
    }

    /// <summary>Subscribes to what hello did not tell, and ends what was told and is not read any more.</summary>
    public void Welcomed(Connection connection, HashSet<string> told)
    {
        lock (_gate)
        {
            _connection = connection;
            foreach (var channel in _channels.Values.Where(channel => !told.Contains(channel.Name)))
            {
                Subscribe(channel);
            }

            foreach (var name in told.Where(name => !_channels.ContainsKey(name)))
            {
                connection.Send(ClientFrame.Unsubscribe(name));
            }
        }
    }

    public void Lost(Connection connection)
    {
        lock (_gate)
        {
            _connection = ReferenceEquals(_connection, connection) ? null : _connection;
        }
    }

    public void Subscribed(Connection connection, ServerFrame frame)
    {
        lock (_gate)
        {
            if (Find(connection, frame) is not { } channel)
            {
                return;
            }

            if (channel.Position is not null && !frame.Recovered)
            {
                channel.Readers.ForEach(static reader => reader.MarkGap());
            }

            channel.Position = new ChannelPosition(channel.Name, frame.Epoch, frame.Offset ?? 0);
        }
    }

    public void Event(Connection connection, ServerFrame frame)
    {
        lock (_gate)
        {
            if (Find(connection, frame) is { } channel)
            {
                channel.Position = new ChannelPosition(channel.Name, frame.Epoch, frame.Offset ?? 0);
                channel.Newest = frame;
                channel.Readers.ForEach(reader => reader.Offer(frame));
            }
        }
    }

    public void Refused(string name, ServerFrame frame)
    {
        lock (_gate)
        {
            if (_channels.Remove(name, out var channel))
            {
                var refusal = new HomingException(
                    HomingErrorKind.Refused, frame.Code ?? "refused", $"{name} was refused: {frame.Detail}");
                channel.Readers.ForEach(reader => reader.End(refusal));
            }
        }
    }

    /// <summary>Ends what is read, and refuses new readers until the client starts again.</summary>
    public void EndAll(string reason)
    {
        lock (_gate)
        {
            _endReason = reason;
            var exception = HomingException.Closed(reason);
            foreach (var reader in _channels.Values.SelectMany(channel => channel.Readers))
            {
                reader.End(exception);
            }

            _channels.Clear();
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

    private void Join(string name, ChannelReader reader, TimeSpan? minInterval)
    {
        lock (_gate)
        {
            if (_endReason is { } reason)
            {
                throw HomingException.Closed(reason);
            }

            if (!_channels.TryGetValue(name, out var channel))
            {
                channel = new Subscription(name, minInterval);
                _channels.Add(name, channel);
                Subscribe(channel);
            }

            channel.Readers.Add(reader);
            if (channel.Newest is { } newest)
            {
                // A later reader begins with the value that the others have, of which it has missed nothing.
                reader.Offer(newest with { Skipped = 0 });
            }
        }
    }

    private void Part(string name, ChannelReader reader)
    {
        lock (_gate)
        {
            // It may be another subscription by now, where the one of this reader was refused.
            if (_channels.TryGetValue(name, out var channel) && channel.Readers.Remove(reader) && channel.Readers.Count == 0)
            {
                _channels.Remove(name);
                _connection?.Send(ClientFrame.Unsubscribe(name));
            }
        }
    }

    private void Subscribe(Subscription channel) =>
        _connection?.Send(ClientFrame.Subscribe(channel.Name, channel.Position, channel.MinInterval));

    /// <summary>Null for what nobody reads, and for what comes from a connection that is being left.</summary>
    private Subscription? Find(Connection connection, ServerFrame frame) =>
        ReferenceEquals(_connection, connection) && frame.Channel is { } name ? _channels.GetValueOrDefault(name) : null;

    private sealed class Subscription
    {
        public Subscription(string name, TimeSpan? minInterval) => (Name, MinInterval) = (name, minInterval);

        public string Name { get; }

        public TimeSpan? MinInterval { get; }

        public ChannelPosition? Position { get; set; }

        public ServerFrame? Newest { get; set; }

        public List<ChannelReader> Readers { get; } = [];
    }
}
