using System.Globalization;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Insights;

/// <summary>What a ride is found by: its id, taken apart, and its route.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="IsForeign">True for one without a name of its own: its first position names it.</param>
/// <param name="Partition">Of the request, or of the first position.</param>
/// <param name="Offset">Of the request, or of the first position.</param>
internal readonly record struct RideKey(string RouteId, bool IsForeign, int Partition, long Offset)
{
    private const string ForeignPrefix = "position-";

    /// <summary>The ride's id.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{(IsForeign ? ForeignPrefix : "")}{Partition}-{Offset}");

    /// <summary>Reads an id; null where it is none.</summary>
    public static RideKey? Parse(string routeId, string id)
    {
        var isForeign = IsForeignId(id);
        return RideId.TryParse(isForeign ? id[ForeignPrefix.Length..] : id, CultureInfo.InvariantCulture, out var place)
            ? new RideKey(routeId, isForeign, place.Partition, place.Offset)
            : null;
    }

    /// <summary>True for the id of a ride without a name of its own.</summary>
    public static bool IsForeignId(string id) => id.StartsWith(ForeignPrefix, StringComparison.Ordinal);
}
