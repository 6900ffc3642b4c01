using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Http;

/// <summary>A geometry of GeoJSON (RFC 7946): longitude first.</summary>
[JsonDerivedType(typeof(GeoJsonPoint))]
[JsonDerivedType(typeof(GeoJsonLine))]
internal abstract record GeoJsonGeometry
{
    [JsonPropertyOrder(-1)]
    public abstract string Type { get; }

    /// <summary>A line through the places; a point where there is one alone, null where there is none.</summary>
    public static GeoJsonGeometry? Of(IReadOnlyList<Coordinate> places) => places switch
    {
        [] => null,
        [var only] => new GeoJsonPoint([only.Lng, only.Lat]),
        _ => new GeoJsonLine([.. places.Select(place => new[] { place.Lng, place.Lat })]),
    };
}

/// <summary>A point.</summary>
internal sealed record GeoJsonPoint([property: Length(2, 2)] double[] Coordinates) : GeoJsonGeometry
{
    [AllowedValues("Point")]
    public override string Type => "Point";
}

/// <summary>A line.</summary>
internal sealed record GeoJsonLine([property: MinLength(2)] double[][] Coordinates) : GeoJsonGeometry
{
    [AllowedValues("LineString")]
    public override string Type => "LineString";
}
