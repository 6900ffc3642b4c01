namespace Homing.Streams;

/// <summary>A channel that is being watched, until it is disposed.</summary>
public interface IChannelWatch : IDisposable
{
    /// <summary>
    /// Completes, and never fails, once <see cref="Position"/> and <see cref="Recovered"/> are known. A source that has to
    /// ask its log first answers a watch at once and completes this later; nothing is offered before.
    /// </summary>
    Task Opened => Task.CompletedTask;

    /// <summary>Where the watcher stands: what comes next is after this.</summary>
    ChannelPosition Position { get; }

    /// <summary>
    /// True where the watcher misses nothing since the position that it asked for; false says plainly that there is a
    /// gap, or that it asked for none.
    /// </summary>
    bool Recovered { get; }
}
