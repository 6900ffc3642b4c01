using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Homing.Parking.Http;

/// <summary>Lots as GeoJSON (RFC 7946).</summary>
/// <param name="AsOf">When the availability was so.</param>
/// <param name="Features">The lots, by id.</param>
internal sealed record LotCollection(DateTimeOffset AsOf, IReadOnlyList<LotFeature> Features)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("FeatureCollection")]
    public string Type { get; } = "FeatureCollection";
}

/// <summary>A lot as a GeoJSON feature.</summary>
internal sealed record LotFeature(string Id, LotPoint Geometry, LotProperties Properties)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("Feature")]
    public string Type { get; } = "Feature";
}

/// <summary>Longitude first, as GeoJSON has it.</summary>
internal sealed record LotPoint([property: Length(2, 2)] double[] Coordinates)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("Point")]
    public string Type { get; } = "Point";
}

/// <summary>What is known of a lot.</summary>
internal sealed record LotProperties
{
    public required string LotId { get; init; }

    public required string Name { get; init; }

    public required string ParkType { get; init; }

    public required string District { get; init; }

    public required string Address { get; init; }

    public required int Capacity { get; init; }

    public required int? Free { get; init; }

    [AllowedValues("live", "stale", "unknown")]
    public required string Availability { get; init; }

    public required DateTimeOffset? ObservedAt { get; init; }

    public required bool? Open { get; init; }

    public required string? WorkHours { get; init; }
}

/// <summary>How many readings were taken.</summary>
/// <param name="Accepted">Valid ones.</param>
/// <param name="SetAside">Those of them that change nothing, for their lot has a newer one.</param>
internal sealed record ReadingsTaken(int Accepted, int SetAside);
