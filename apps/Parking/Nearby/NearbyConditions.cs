using System.Globalization;
using Homing.Parking.Catalogue;
using Homing.Parking.Search;

namespace Homing.Parking.Nearby;

/// <summary>A query that was checked.</summary>
internal sealed record NearbyConditions
{
    public const int MaxLimit = 100;
    private const int DefaultLimit = 10;
    private const int MaxMinFree = 100_000;
    private const int MaxStayMinutes = 7 * 24 * 60;
    private const double MaxRadius = 1_000_000;

    public required double Latitude { get; init; }

    public required double Longitude { get; init; }

    public double? RadiusMeters { get; init; }

    public required int Limit { get; init; }

    public bool OpenNow { get; init; }

    public int? MinFree { get; init; }

    public ParkType? Type { get; init; }

    public DateTimeOffset? ArriveAt { get; init; }

    public TimeSpan? Stay { get; init; }

    public UnitVector Place => UnitVector.FromDegrees(Latitude, Longitude);

    /// <summary>Refuses what is not allowed, by its field, its value, and what is.</summary>
    /// <exception cref="ProblemException">The query is refused.</exception>
    public static NearbyConditions Check(NearbyQuery query) => new()
    {
        Latitude = CheckLatitude(query),
        Longitude = query.Lng is { } longitude
            ? InRange("lng", longitude, -180, 180)
            : throw Refuse("lng: missing; allowed is -180 to 180 degrees"),
        RadiusMeters = query.RadiusM is not { } radius ? null
            : radius > 0 && radius <= MaxRadius ? radius
            : throw Refuse(FormattableString.Invariant(
                $"radius_m: {radius} is out of range; allowed is more than 0, up to {MaxRadius:0} metres")),
        Limit = (int)InRange("limit", query.Limit ?? DefaultLimit, 1, MaxLimit),
        OpenNow = query.OpenNow ?? false,
        MinFree = query.MinFree is not { } minFree ? null
            : InRange("min_free", minFree, 0, MaxMinFree) is var atLeast and > 0 ? (int)atLeast : null,
        Type = CheckType(query.ParkType),
        ArriveAt = query.ArriveAt,
        Stay = query.StayMinutes is { } minutes
            ? TimeSpan.FromMinutes(InRange("stay_minutes", minutes, 1, MaxStayMinutes))
            : null,
    };

    private static double CheckLatitude(NearbyQuery query)
    {
        if (query.Lat is not { } latitude)
        {
            throw Refuse("lat: missing; allowed is -90 to 90 degrees");
        }

        var hint = Math.Abs(latitude) is > 90 and <= 180 && query.Lng is >= -90 and <= 90
            ? " (are lat and lng the wrong way round?)"
            : "";
        return InRange("lat", latitude, -90, 90, hint);
    }

    private static ParkType? CheckType(string? text) => text is null ? null
        : ParkTypes.TryParse(text, out var type) ? type
        : throw Refuse($"park_type: '{(text.Length > 60 ? text[..60] + "…" : text)}' is not known; allowed is one of {ParkTypes.Allowed}");

    private static double InRange(string field, double value, double lowest, double highest, string hint = "") =>
        value >= lowest && value <= highest
            ? value
            : throw Refuse(string.Create(
                CultureInfo.InvariantCulture, $"{field}: {value} is out of range; allowed is {lowest} to {highest}{hint}"));

    private static ProblemException Refuse(string detail) => new(Problem.InvalidRequest(detail));
}
