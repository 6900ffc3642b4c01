using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Microsoft.AspNetCore.Http;

namespace Homing.Parking.Http;

/// <summary><c>GET /api/parking/lots</c>: the catalogue with its availability, as GeoJSON.</summary>
internal static class LotsEndpoint
{
    public static IResult Get(string? bbox, AvailabilityBoard board, LiveCatalogue catalogue, TimeProvider time)
    {
        catalogue.RequireLoaded();
        BoundingBox? box = string.IsNullOrEmpty(bbox) ? null : BoundingBox.Parse(bbox);
        var now = time.GetUtcNow();
        var view = board.Current;
        var features = view.Catalogue.Lots.Index()
            .Where(lot => box is not { } within || within.Contains(lot.Item.Latitude, lot.Item.Longitude))
            .Select(lot => Describe(lot.Item, view.Read(lot.Index, now)));
        return TypedResults.Json(
            new LotCollection(now, [.. features]), ParkingJson.Default.LotCollection, "application/geo+json");
    }

    private static LotFeature Describe(Lot lot, LotStatus status) => new(
        lot.Id,
        new LotPoint([lot.Longitude, lot.Latitude]),
        new LotProperties
        {
            LotId = lot.Id,
            Name = lot.Name,
            ParkType = ParkTypes.NameOf(lot.Type),
            District = lot.District,
            Address = lot.Address,
            Capacity = status.Capacity,
            Free = status.Free,
            Availability = NearbyFinder.NameOf(status.Trust),
            ObservedAt = status.ObservedAt,
            Open = status.Open,
            WorkHours = lot.Hours?.Text,
        });
}
