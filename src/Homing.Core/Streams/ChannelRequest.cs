namespace Homing.Streams;

/// <summary>Who wants to watch what.</summary>
/// <param name="Channel">The whole name of the channel.</param>
/// <param name="ClientId">Who watches.</param>
/// <param name="Since">Where the watcher left off; null where it starts.</param>
public sealed record ChannelRequest(string Channel, string ClientId, ChannelPosition? Since)
{
    /// <summary>The user who watches; the client id where nobody has signed in.</summary>
    public string UserId { get => field ?? ClientId; init; }

    /// <summary>The roles of the user, as of when the client signed in; none for a guest.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

/// <summary>A place in a channel. Offsets of different epochs cannot be compared.</summary>
/// <param name="Epoch">The run of the source that counted the offset.</param>
/// <param name="Offset">Rises from value to value within an epoch.</param>
public readonly record struct ChannelPosition(long Epoch, long Offset);

/// <summary>A value of a channel, serialized once: every watcher gets the same bytes.</summary>
/// <param name="Position">The value's place.</param>
/// <param name="At">When it was so.</param>
/// <param name="Body">One JSON value in UTF-8; it never changes.</param>
public sealed record ChannelValue(ChannelPosition Position, DateTimeOffset At, ReadOnlyMemory<byte> Body)
{
    /// <summary>How many older values were left out before this one reached the watcher.</summary>
    public long LeftOut { get; init; }
}
