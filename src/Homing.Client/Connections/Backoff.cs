namespace Homing.Client.Connections;

/// <summary>
/// When to try again. A crowd that lost its gateway spreads its first try over the window that the gateway asked for, and
/// all later ones by full jitter under a ceiling that doubles.
/// </summary>
internal sealed class Backoff
{
    public static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Base = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(20);

    /// <summary>What a close with 41xx adds.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Connected for this long, a connection counts as good and the exponent starts again.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private readonly Random _random;
    private int _exponent;

    public Backoff(Random random) => _random = random;

    /// <summary>Tries since the last good connection.</summary>
    public int Tries { get; private set; }

    /// <summary>The wait before the next try.</summary>
    /// <param name="window">What the last gateway asked for; null where there was none yet.</param>
    /// <param name="code">How the connection or the last try ended.</param>
    public TimeSpan Next(TimeSpan? window, int code)
    {
        // A gateway that sends its clients away sends all of them: they spread too.
        var isSpread = Tries++ == 0 || CloseCode.AsksToMove(code);
        var ceiling = isSpread && window is { } spread ? spread : Ceiling(_exponent++);
        var wait = _random.NextDouble() * ceiling;
        return (wait < Floor ? Floor : wait) + (CloseCode.AsksForPause(code) ? Pause : TimeSpan.Zero);
    }

    public void Reset() => (Tries, _exponent) = (0, 0);

    private static TimeSpan Ceiling(int exponent) => exponent < 5 ? Base * (1 << exponent) : Cap;
}
