namespace Homing.Bench.Storm;

/// <summary>What a simulated storm is made of. Times in seconds.</summary>
internal sealed record StormSetting
{
    /// <summary>How many lose their connection at time 0.</summary>
    public int Clients { get; init; } = 100_000;

    /// <summary>Connections that all gateways together take in a second.</summary>
    public double Budget { get; init; } = 10_000;

    /// <summary>They share the budget; a try goes to one of them at random.</summary>
    public int Gateways { get; init; } = 2;

    /// <summary>Connections that may wait at a gateway; one more is refused at once. Kestrel's own default.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>A client that waited this long gives its try up; the gateway still works on it.</summary>
    public double ConnectTimeout { get; init; } = 5;

    /// <summary>A try reaches its gateway after rand(0, this).</summary>
    public double NetworkDelay { get; init; }

    /// <summary>For how long every try is refused.</summary>
    public double Down { get; init; }

    /// <summary>The window over the time that the budget needs for all.</summary>
    public double Headroom { get; init; } = 1;

    /// <summary>What Homing's servers tell their clients.</summary>
    public double Window => Headroom * Clients / Budget;
}
