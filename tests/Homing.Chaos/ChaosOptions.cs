namespace Homing.Chaos;

/// <summary>What clients do in a run.</summary>
public sealed record ChaosOptions
{
    /// <summary>What all chance follows from, but for the order in which threads run.</summary>
    public required int Seed { get; init; }

    /// <summary>Where the gateways are now; asked each time that a client looks for one.</summary>
    public required Func<IReadOnlyList<Uri>> Gateways { get; init; }

    /// <summary>How many clients.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>How many requests each asks.</summary>
    public int RequestsPerClient { get; init; } = 50;

    /// <summary>How many requests a client has open at a time.</summary>
    public int Window { get; init; } = 32;

    /// <summary>How the clients behave.</summary>
    public ClientHabits Habits { get; init; } = new();

    /// <summary>How long a client waits for anything to be settled before it gives up: what is open then counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that a client stays away and still expects its answers.</summary>
    public TimeSpan Absence { get; init; } = TimeSpan.FromSeconds(4);
}
