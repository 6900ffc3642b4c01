using System.Text.Json.Serialization;

namespace Homing.Parking.Nearby;

/// <summary>The body of <c>parking.nearby</c>: what is near, by which conditions.</summary>
[JsonConverter(typeof(NearbyQueryConverter))]
public sealed record NearbyQuery
{
    /// <summary>The operation's name.</summary>
    public const string Op = "parking.nearby";

    /// <summary>Degrees north, −90 to 90. Needed.</summary>
    public double? Lat { get; init; }

    /// <summary>Degrees east, −180 to 180. Needed.</summary>
    public double? Lng { get; init; }

    /// <summary>Nothing farther than this, in metres: more than 0, up to 1,000,000. Without it, however far.</summary>
    public double? RadiusM { get; init; }

    /// <summary>How many lots at most, 1 to 100. Default 10.</summary>
    public int? Limit { get; init; }

    /// <summary>Only lots that are open now; with <see cref="StayMinutes"/>, and stay open that long.</summary>
    public bool? OpenNow { get; init; }

    /// <summary>Only lots of which at least so many places are known to be free, 0 to 100,000. 0 asks nothing.</summary>
    public int? MinFree { get; init; }

    /// <summary>Only lots of this type, by its name in the data or in English.</summary>
    public string? ParkType { get; init; }

    /// <summary>Only lots that are open then; with <see cref="StayMinutes"/>, for the whole stay.</summary>
    public DateTimeOffset? ArriveAt { get; init; }

    /// <summary>How long the stay is, 1 to 10,080 minutes (a week): the answer has its price where it is known.</summary>
    public int? StayMinutes { get; init; }
}
