namespace Homing.Bench.Storm;

/// <summary>When a client that lost its connection tries again.</summary>
/// <param name="failures">Tries that failed since the connection was lost.</param>
/// <param name="elapsed">Since the connection was lost, in seconds.</param>
/// <param name="random">Draws what the rule leaves to chance.</param>
/// <returns>Seconds to wait; null where the client gives up.</returns>
internal delegate double? ReconnectDelay(int failures, double elapsed, Random random);

/// <summary>A rule by which the clients of a system come back.</summary>
internal sealed record ReconnectRule(string Name, ReconnectDelay Delay);
