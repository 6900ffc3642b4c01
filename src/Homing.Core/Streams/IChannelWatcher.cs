namespace Homing.Streams;

/// <summary>Takes the values of one channel for one connection.</summary>
public interface IChannelWatcher
{
    /// <summary>
    /// Takes the newest value. Never blocks, may be called from any thread, one call at a time and in order; a value that
    /// is not sent before the next comes is left out, and counted.
    /// </summary>
    void Offer(ChannelValue value);
}
