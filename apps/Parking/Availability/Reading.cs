namespace Homing.Parking.Availability;

/// <summary>What a lot said about itself once.</summary>
/// <param name="Free">Places that are free, as reported.</param>
/// <param name="Capacity">Places in all, as reported; null where not said.</param>
/// <param name="Open">Whether it said that it is open; null where not said.</param>
/// <param name="ObservedAt">When it was so.</param>
public sealed record Reading(int Free, int? Capacity, bool? Open, DateTimeOffset ObservedAt)
{
    /// <summary>The most free places that are taken as a number.</summary>
    public const int MaxFree = 100_000;
}

/// <summary>How far a lot's free places can be trusted.</summary>
public enum Trust
{
    /// <summary>Nobody knows: no reading, or one that is known to mean nothing.</summary>
    Unknown,

    /// <summary>Known once, but too long ago.</summary>
    Stale,

    /// <summary>Known now.</summary>
    Live,
}

/// <summary>What can be said about a lot at a moment.</summary>
/// <param name="Trust">How far it can be trusted.</param>
/// <param name="Free">Free places; null where unknown, never a guess.</param>
/// <param name="Capacity">Places in all.</param>
/// <param name="Open">Whether it is open; null where nobody knows.</param>
/// <param name="ObservedAt">When the free places were so; null where unknown.</param>
public readonly record struct LotStatus(
    Trust Trust, int? Free, int Capacity, bool? Open, DateTimeOffset? ObservedAt);
