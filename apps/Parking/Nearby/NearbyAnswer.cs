using System.Text.Json.Serialization;

namespace Homing.Parking.Nearby;

/// <summary>The answer to <c>parking.nearby</c>: the lots, nearest first.</summary>
/// <param name="AsOf">When it was so.</param>
/// <param name="Lots">The lots; none where none fits.</param>
public sealed record NearbyAnswer(DateTimeOffset AsOf, IReadOnlyList<NearbyLot> Lots);

/// <summary>A lot near the asker.</summary>
public sealed record NearbyLot
{
    /// <summary>İSPARK's own number of the lot.</summary>
    public required string LotId { get; init; }

    /// <summary>The name on the sign.</summary>
    public required string Name { get; init; }

    /// <summary>Degrees north, WGS 84.</summary>
    public required double Lat { get; init; }

    /// <summary>Degrees east, WGS 84.</summary>
    public required double Lng { get; init; }

    /// <summary>Along the great circle, in metres, to a decimetre.</summary>
    public required double DistanceM { get; init; }

    /// <summary>The type, as in the data.</summary>
    public required string ParkType { get; init; }

    /// <summary>Places in all.</summary>
    public required int Capacity { get; init; }

    /// <summary>Places that are free; null where unknown.</summary>
    public required int? Free { get; init; }

    /// <summary><c>live</c>, <c>stale</c> or <c>unknown</c>.</summary>
    public required string Availability { get; init; }

    /// <summary>When the free places were so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Whether it is open now; null where nobody knows.</summary>
    public required bool? Open { get; init; }

    /// <summary>The hours as in the data, such as <c>08:00-19:00</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkHours { get; init; }

    /// <summary>The price of the stay that was asked for, where it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? StayPrice { get; init; }

    /// <summary>The currency of the price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>The year that the price is of: it is not today's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PriceYear { get; init; }

    /// <summary>Leads there by car.</summary>
    public required string DirectionsUrl { get; init; }
}
