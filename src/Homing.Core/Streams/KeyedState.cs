namespace Homing.Streams;

/// <summary>A state of a key, and its bytes from when the first wants them.</summary>
internal sealed class KeyedState<TState>(TState state, ChannelPosition position, DateTimeOffset at, long version)
    where TState : class
{
    private ChannelValue? _value;

    public TState State { get; } = state;

    public ChannelPosition Position { get; } = position;

    /// <summary>Rises from state to state of the key in this process.</summary>
    public long Version { get; } = version;

    /// <summary>The value that all watchers get.</summary>
    public ChannelValue Value(Func<TState, ReadOnlyMemory<byte>> write) =>
        LazyInitializer.EnsureInitialized(ref _value, () => new ChannelValue(Position, at, write(State)));
}
