namespace Homing.Bench.Storm;

/// <summary>Ours and the peers' rules, each as its own source or documentation has it.</summary>
internal static class ReconnectRules
{
    public const string HomingName = "homing";
    public const string SignalRName = "signalr";

    private const double Floor = 0.1;
    private const double Longest = 20;
    private static readonly double[] PhoenixDelays = [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2];

    /// <summary>All of them; the window is Homing's, in seconds.</summary>
    public static ReconnectRule[] All(double window) =>
        [Homing(window), SignalR, SignalRRandom, SocketIO, Centrifugo, Phoenix];

    /// <summary>docs/reference/protocol.md: the first try in the server's window, then full jitter.</summary>
    /// <param name="window"><c>reconnect_window_ms</c>, in seconds.</param>
    public static ReconnectRule Homing(double window) => new(HomingName, (failures, _, random) => failures == 0
        ? random.NextDouble() * window
        : Math.Max(Floor, random.NextDouble() * Math.Min(Longest, Math.Pow(2, failures - 1))));

    // @microsoft/signalr 10.0.0, DefaultReconnectPolicy.ts: four tries, then null.
    public static ReconnectRule SignalR { get; } = new(SignalRName, (failures, _, _) => failures switch
    {
        0 => 0,
        1 => 2,
        2 => 10,
        3 => 30,
        _ => null,
    });

    // The custom policy in "ASP.NET Core SignalR .NET client" and "… JavaScript client", Automatically reconnect
    // (learn.microsoft.com, aspnetcore-10.0): 0 to 10 s, for the first 60 s.
    public static ReconnectRule SignalRRandom { get; } = new("signalr-random", (_, elapsed, random) =>
        elapsed < 60 ? random.NextDouble() * 10 : null);

    // socket.io-client 4.8.3, manager.ts (1 s, 5 s, factor 0.5) and contrib/backo2.ts: the sign of the deviation comes
    // from a digit of the same draw.
    public static ReconnectRule SocketIO { get; } = new("socket.io", (failures, _, random) =>
    {
        var draw = random.NextDouble();
        var sign = ((int)(draw * 10) & 1) == 0 ? -1 : 1;
        return Math.Min(5, Math.Pow(2, failures) * (1 + (sign * draw * 0.5)));
    });

    // centrifuge-js (main, 2026), centrifuge.ts (500 ms, 20 s) and utils.ts, backoff: the least delay is added to the
    // full jitter, from the first try on.
    public static ReconnectRule Centrifugo { get; } = new("centrifugo", (failures, _, random) =>
        Math.Min(Longest, 0.5 + (random.NextDouble() * Math.Min(Longest, 0.5 * Math.Pow(2, failures)))));

    // phoenix 1.8.3, socket.js, reconnectAfterMs: no jitter, 5 s for ever after the steps.
    public static ReconnectRule Phoenix { get; } = new("phoenix", (failures, _, _) =>
        failures < PhoenixDelays.Length ? PhoenixDelays[failures] : 5);
}
