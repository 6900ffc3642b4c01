namespace Homing.Client;

/// <summary>A value of a channel.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Body">The value.</param>
/// <param name="At">When it was so.</param>
/// <param name="Skipped">How many older values were left out, on the way or because the reader was slow.</param>
/// <param name="Gap">True where values before this one may be missing that nobody counted.</param>
public sealed record ChannelEvent<T>(string Channel, T Body, DateTimeOffset At, long Skipped, bool Gap);
