namespace Homing.Streams;

/// <summary>
/// Feeds a family of channels: the one called <see cref="Name"/>, and all whose name goes on with <c>?</c> or <c>/</c>
/// behind it. Every gateway process has its own instance. Thread-safe.
/// </summary>
public interface IChannelSource
{
    /// <summary>The family's name, such as <c>parking.nearby</c>.</summary>
    string Name { get; }

    /// <summary>Starts to watch a channel; returns at once. The watcher may be offered values before it returns.</summary>
    /// <exception cref="ProblemException">There is no such channel, or its parameters are not valid.</exception>
    IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher);
}
